import type { ErrorCode } from "@tocsin/contracts";

/** How many readings count without a field that cannot be used, and where the first of them stands. */
export interface DroppedField {
  readonly count: number;
  readonly file: string;
  readonly line: number;
}

/** What went through a replay, counted. Grows with error codes, not with time. */
export interface Tally {
  lines: number;
  /** Lines that stood in the same recording before; they count for nothing. */
  readAgain: number;
  /** Readings that count. */
  readings: number;
  readonly rejectedByCode: Map<ErrorCode, number>;
  /** Fields that readings count without, with the first line of each. */
  readonly droppedFields: Map<string, DroppedField>;
  windows: number;
  /** Start of the first closed window and end of the last, epoch milliseconds. */
  fromMs: number | null;
  toMs: number | null;
}

export const newTally = (): Tally => ({
  lines: 0,
  readAgain: 0,
  readings: 0,
  rejectedByCode: new Map(),
  droppedFields: new Map(),
  windows: 0,
  fromMs: null,
  toMs: null,
});

export function countReject(tally: Tally, code: ErrorCode): void {
  tally.rejectedByCode.set(code, (tally.rejectedByCode.get(code) ?? 0) + 1);
}

export function countDropped(
  tally: Tally,
  fields: readonly string[],
  { file, line }: { readonly file: string; readonly line: number },
): void {
  for (const field of fields) {
    const before = tally.droppedFields.get(field) ?? { count: 0, file, line };
    tally.droppedFields.set(field, { ...before, count: before.count + 1 });
  }
}

export function countWindow(tally: Tally, windowStart: number, windowMs: number): void {
  tally.windows += 1;
  tally.fromMs ??= windowStart;
  tally.toMs = windowStart + windowMs;
}

/** Time covered by closed windows; null where there was none. */
export const coveredBy = ({
  fromMs,
  toMs,
}: Tally): { readonly fromMs: number; readonly toMs: number } | null =>
  fromMs === null || toMs === null ? null : { fromMs, toMs };

/** Counts by code, in order of the codes' names. */
export const rejectedByCode = (tally: Tally): Record<string, number> =>
  Object.fromEntries([...tally.rejectedByCode].toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** By field, in order of the fields' names. */
export const droppedFields = (tally: Tally): Readonly<Record<string, DroppedField>> =>
  Object.fromEntries([...tally.droppedFields].toSorted(([a], [b]) => (a < b ? -1 : 1)));
