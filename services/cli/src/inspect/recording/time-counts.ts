/** How much there is of each row in each of at most so many equal spans of time, whatever the order in which it comes. */
export interface TimeCounts {
  readonly add: (row: number, timeMs: number) => void;
  /** Of a row, from the first span in which any row has something to the last. */
  readonly row: (row: number) => readonly number[];
  readonly spanMs: () => number;
  readonly fromMs: () => number | null;
}

const shortestSpanMs = 60_000;

/**
 * Begins with spans of a minute, and doubles them for all rows whenever there would be too many. Memory is rows x spans.
 */
export function timeCounts(mostSpans: number): TimeCounts {
  const rows: Row[] = [];
  let spanMs = shortestSpanMs;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  function widen(): void {
    spanMs *= 2;
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
    for (const row of rows) {
      putDown(row);
      const halved = new Map<number, number>();
      for (const [at, count] of row.counts) {
        const span = Math.floor(at / 2);
        halved.set(span, (halved.get(span) ?? 0) + count);
      }
      row.counts = halved;
      row.span = Number.NaN;
    }
  }

  function reach(timeMs: number): number {
    first = Math.min(first, Math.floor(timeMs / spanMs));
    last = Math.max(last, Math.floor(timeMs / spanMs));
    while (last - first >= mostSpans) widen();
    return Math.floor(timeMs / spanMs);
  }

  return {
    add(at, timeMs) {
      let span = Math.floor(timeMs / spanMs);
      if (span < first || span > last) span = reach(timeMs);
      while (rows.length <= at) rows.push({ counts: new Map(), span: Number.NaN, count: 0 });
      const row = rows[at] as Row;
      if (row.span !== span) {
        putDown(row);
        row.span = span;
      }
      row.count += 1;
    },
    row(at) {
      const row = rows[at];
      if (last < first) return [];
      if (row !== undefined) putDown(row);
      return Array.from({ length: last - first + 1 }, (_, span) => row?.counts.get(first + span) ?? 0);
    },
    spanMs: () => spanMs,
    fromMs: () => (last < first ? null : first * spanMs),
  };
}

/** What follows one another lies in the same span mostly: it is counted beside, and put down when another one comes. */
interface Row {
  counts: Map<number, number>;
  span: number;
  count: number;
}

function putDown(row: Row): void {
  const { counts, span, count } = row;
  if (count > 0) counts.set(span, (counts.get(span) ?? 0) + count);
  row.count = 0;
}
