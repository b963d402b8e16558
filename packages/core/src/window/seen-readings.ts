/**
 * Of each series one bit a window: whether a reading of it is there. It covers the windows that closed last, and tells a
 * late reading that fills a gap from one that came before. A series that was not seen for so long is forgotten.
 */
export interface SeenReadings {
  /** So many series are remembered at most. */
  readonly maxSeries: number;
  /** So many closed windows are covered. */
  readonly windows: number;
  /** The row of each series. */
  readonly rows: Map<string, number>;
  /** By row: its series; undefined where a forgotten one has left. */
  readonly series: (string | undefined)[];
  /** Rows that a forgotten series has left. */
  readonly free: number[];
  readonly wordsOfRow: number;
  /** By row: the window of its first bit. Each further bit is of the window before. */
  newest: Float64Array;
  /** `wordsOfRow` words a row. */
  bits: Uint32Array;
  /** By row plus one, and first of all for the start of a window: the row that came next the last time. Guesses, for speed. */
  following: Int32Array;
  /** Of windows up to this one not everything was kept: what has no bit may have been there. Null: all was kept. */
  unknownThrough: number | null;
}

/** `SeenReadings` as plain data: series of which the same is known stand together. */
export interface SeenReadingsSnapshot {
  readonly windows: number;
  readonly unknownThrough: number | null;
  readonly groups: readonly SeenGroup[];
}

interface SeenGroup {
  readonly newest: number;
  readonly bits: readonly number[];
  readonly series: readonly string[];
}

const bitsOfWord = 32;
const firstRows = 64;

/** How many windows closed within `reviseMs`: whole windows, and 0 where late readings are not passed on. */
function revisedWindows({ windowMs, reviseMs = 0 }: ReviseConfig): number {
  return Math.ceil(reviseMs / windowMs);
}

export interface ReviseConfig {
  readonly windowMs: number;
  /** How long after its window's close a late reading may still fill a gap; 0 unless given: never. */
  readonly reviseMs?: number;
  /** Series beyond this number are not remembered in a partition: their late readings fill no gap. Absent: all are. */
  readonly maxSeries?: number;
}

/** Null where late readings are not passed on. */
export function seenReadings(config: ReviseConfig): SeenReadings | null {
  const windows = revisedWindows(config);
  if (windows === 0) return null;
  const wordsOfRow = Math.ceil(windows / bitsOfWord);
  return {
    maxSeries: config.maxSeries ?? Number.POSITIVE_INFINITY,
    windows,
    rows: new Map(),
    series: [],
    free: [],
    wordsOfRow,
    newest: new Float64Array(firstRows),
    bits: new Uint32Array(firstRows * wordsOfRow),
    following: new Int32Array(firstRows + 1),
    unknownThrough: null,
  };
}

/** `oldestOpen`: the partition's. What a snapshot does not cover is unknown, and not taken for a gap. */
export function restoredSeen(
  config: ReviseConfig,
  snapshot: SeenReadingsSnapshot | null,
  oldestOpen: number | null,
): SeenReadings | null {
  const seen = seenReadings(config);
  if (seen === null) return null;
  if (snapshot !== null) {
    seen.unknownThrough = snapshot.unknownThrough;
    for (const group of snapshot.groups) restoreGroup(seen, group);
  }
  const covered = snapshot?.windows ?? 0;
  if (oldestOpen !== null && covered < seen.windows) isUnknownThrough(seen, oldestOpen - 1 - covered);
  return seen;
}

function restoreGroup(seen: SeenReadings, { newest, bits, series }: SeenGroup): void {
  for (const one of series) {
    const row = addRow(seen, one);
    seen.newest[row] = newest;
    seen.bits.set(bits.slice(0, seen.wordsOfRow), row * seen.wordsOfRow);
  }
}

export function seenSnapshot(seen: SeenReadings): SeenReadingsSnapshot {
  const { windows, unknownThrough, rows, newest, bits, wordsOfRow } = seen;
  const groups = new Map<string, { newest: number; bits: number[]; series: string[] }>();
  for (const [series, row] of rows) {
    const words = [...bits.subarray(row * wordsOfRow, (row + 1) * wordsOfRow)];
    const key = `${newest[row]}/${words.join("/")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { newest: newest[row]!, bits: words, series: [series] });
    else group.series.push(series);
  }
  return { windows, unknownThrough, groups: [...groups.values()] };
}

/** No row: that of a series for which there is no room, and what stands before the first of a window. */
export const noRow = -1;

/**
 * Marks that a reading of the series is in that window, and gives its row; `noRow` where there is no room, and it is not
 * known then. `after`: the row that was marked before it, for producers tend to send in one order.
 */
export function markSeen(seen: SeenReadings, series: string, window: number, after = noRow): number {
  const guess = seen.following[after + 1]!;
  const row = seen.series[guess] === series ? guess : rowOf(seen, series, window);
  if (row === noRow) return noRow;
  seen.following[after + 1] = row;
  const ahead = window - seen.newest[row]!;
  if (ahead > 0) {
    moveOn(seen, row, ahead);
    seen.newest[row] = window;
  }
  setBit(seen, row, ahead < 0 ? -ahead : 0);
  return row;
}

function rowOf(seen: SeenReadings, series: string, window: number): number {
  const known = seen.rows.get(series);
  if (known !== undefined) return known;
  if (seen.rows.size >= seen.maxSeries) {
    isUnknownThrough(seen, window);
    return noRow;
  }
  const row = addRow(seen, series);
  seen.newest[row] = window;
  return row;
}

export function isSeen(seen: SeenReadings, series: string, window: number): boolean {
  const row = seen.rows.get(series);
  if (row === undefined) return false;
  const back = seen.newest[row]! - window;
  if (back < 0 || back >= seen.wordsOfRow * bitsOfWord) return false;
  const word = seen.bits[row * seen.wordsOfRow + Math.floor(back / bitsOfWord)]!;
  return ((word >>> (back % bitsOfWord)) & 1) === 1;
}

/** Forgets series that were not seen in the covered windows. From time to time: nothing else depends on it but memory. */
export function forgetUnseen(seen: SeenReadings, oldestOpen: number): void {
  const { rows, newest, free, windows } = seen;
  for (const [series, row] of rows) {
    if (newest[row]! >= oldestOpen - windows) continue;
    rows.delete(series);
    seen.series[row] = undefined;
    free.push(row);
  }
}

function isUnknownThrough(seen: SeenReadings, window: number): void {
  seen.unknownThrough = Math.max(seen.unknownThrough ?? window, window);
}

function addRow(seen: SeenReadings, series: string): number {
  const row = seen.free.pop() ?? seen.rows.size;
  seen.rows.set(series, row);
  seen.series[row] = series;
  if (row === seen.newest.length) {
    seen.newest = enlarged(seen.newest, new Float64Array(2 * seen.newest.length));
    seen.bits = enlarged(seen.bits, new Uint32Array(2 * seen.bits.length));
    seen.following = enlarged(seen.following, new Int32Array(seen.newest.length + 1));
  }
  seen.bits.fill(0, row * seen.wordsOfRow, (row + 1) * seen.wordsOfRow);
  return row;
}

function enlarged<Numbers extends Float64Array | Uint32Array | Int32Array>(
  old: Numbers,
  larger: Numbers,
): Numbers {
  larger.set(old);
  return larger;
}

/** Moves a row's bits on by so many windows; what falls off the end is too old. */
function moveOn({ bits, wordsOfRow }: SeenReadings, row: number, by: number): void {
  const first = row * wordsOfRow;
  if (wordsOfRow === 1) {
    bits[first] = by < bitsOfWord ? bits[first]! << by : 0;
    return;
  }
  const words = Math.floor(by / bitsOfWord);
  const shift = by % bitsOfWord;
  for (let at = wordsOfRow - 1; at >= 0; at -= 1) {
    const high = at >= words ? bits[first + at - words]! << shift : 0;
    const low = shift > 0 && at > words ? bits[first + at - words - 1]! >>> (bitsOfWord - shift) : 0;
    bits[first + at] = high | low;
  }
}

function setBit({ bits, wordsOfRow }: SeenReadings, row: number, back: number): void {
  if (back >= wordsOfRow * bitsOfWord) return;
  bits[row * wordsOfRow + Math.floor(back / bitsOfWord)]! |= 1 << (back % bitsOfWord);
}
