import type { ErrorCode } from "@tocsin/contracts";

/** What went through a replay, counted. Grows with error codes, not with time. */
export interface Tally {
  lines: number;
  /** Lines that stood in the same recording before; they count for nothing. */
  readAgain: number;
  /** Readings that count. */
  readings: number;
  readonly rejectedByCode: Map<ErrorCode, number>;
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
  windows: 0,
  fromMs: null,
  toMs: null,
});

export function countReject(tally: Tally, code: ErrorCode): void {
  tally.rejectedByCode.set(code, (tally.rejectedByCode.get(code) ?? 0) + 1);
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
