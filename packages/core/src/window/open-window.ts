import { identityKey, sameValues, type WindowSpan } from "../reading/identity.ts";
import { readingOf } from "../reading/reading-of.ts";
import type { Reading } from "../reading/reading.ts";
import type { Rows } from "./columns.ts";
import type { FrameCounts } from "./frame.ts";

/** A reading that had to give way to another of the same identity, which stands in `row`. */
interface Loser {
  readonly row: number;
  readonly reading: Reading;
}

/** What a snapshot holds of an open window: plain data. */
export interface OpenWindowSnapshot {
  /** Number of the window, counted from the epoch. */
  readonly index: number;
  /** Beside each other: the reading and the offset of the message it came in. */
  readonly readings: readonly Reading[];
  readonly offsets: readonly number[];
  readonly losers: readonly Loser[];
  /** Late readings that arrived in this window and fill gaps. Null: none. */
  readonly revised: Rows | null;
  /** Late readings that were in their windows already. */
  readonly repeated: number;
  readonly late: number;
  readonly rejected: number;
}

/** A window that still takes readings. */
export interface OpenWindow extends WindowSpan {
  readonly index: number;
  readonly readings: Reading[];
  readonly offsets: number[];
  readonly losers: Loser[];
  /** The identities of `readings`: as many as those. */
  readonly identities: Set<string>;
  /** The row of each identity, for the first so many readings; see `rowOf`. */
  readonly rows: Map<string, number>;
  /** Late readings that arrived in this window and fill gaps, in the order in which they were taken. Null: none. */
  revised: { readonly readings: Reading[]; readonly offsets: number[] } | null;
  /** Late readings that were in their windows already. */
  repeated: number;
  late: number;
  rejected: number;
}

export function openWindow(index: number, windowMs: number, snapshot?: OpenWindowSnapshot): OpenWindow {
  const window: OpenWindow = {
    index,
    windowStart: index * windowMs,
    windowMs,
    readings: (snapshot?.readings ?? []).map(readingOf),
    offsets: [...(snapshot?.offsets ?? [])],
    losers: (snapshot?.losers ?? []).map(({ row, reading }) => ({ row, reading: readingOf(reading) })),
    identities: new Set(),
    rows: new Map(),
    revised: restoredRows(snapshot?.revised ?? null),
    repeated: snapshot?.repeated ?? 0,
    late: snapshot?.late ?? 0,
    rejected: snapshot?.rejected ?? 0,
  };
  for (const reading of window.readings) window.identities.add(identityKey(reading, window));
  return window;
}

export function openWindowSnapshot(window: OpenWindow): OpenWindowSnapshot {
  const { index, readings, offsets, losers, revised, repeated, late, rejected } = window;
  const rows = { readings: [...readings], offsets: [...offsets] };
  return { index, ...rows, losers: [...losers], revised: copied(revised), repeated, late, rejected };
}

function restoredRows(rows: Rows | null): OpenWindow["revised"] {
  return rows === null ? null : { readings: rows.readings.map(readingOf), offsets: [...rows.offsets] };
}

function copied(rows: Rows | null): Rows | null {
  return rows === null ? null : { readings: [...rows.readings], offsets: [...rows.offsets] };
}

export type Admission = "accepted" | "duplicate" | "conflict";

/**
 * Adds a reading unless its identity is already there. Of two readings of one identity the one with the lower offset
 * stays, in whatever order they came, so the outcome does not depend on disorder within the window.
 */
export function admit(window: OpenWindow, offset: number, reading: Reading): Admission {
  const { identities, readings } = window;
  const key = identityKey(reading, window);
  identities.add(key);
  if (identities.size === readings.length) return contest(window, key, { offset, reading });
  readings.push(reading);
  window.offsets.push(offset);
  return "accepted";
}

function contest(window: OpenWindow, key: string, came: { offset: number; reading: Reading }): Admission {
  const row = rowOf(window, key);
  const held = window.readings[row] as Reading;
  if (came.offset < (window.offsets[row] as number)) {
    window.readings[row] = came.reading;
    window.offsets[row] = came.offset;
    window.losers.push({ row, reading: held });
  } else {
    window.losers.push({ row, reading: came.reading });
  }
  return sameValues(held, came.reading) ? "duplicate" : "conflict";
}

/** Repeats are rare: the index of rows is filled up only when one comes, so that other readings do not pay for it. */
function rowOf(window: OpenWindow, key: string): number {
  const { readings, rows } = window;
  for (let row = rows.size; row < readings.length; row += 1) {
    rows.set(identityKey(readings[row] as Reading, window), row);
  }
  return rows.get(key) as number;
}

/** Losers are counted against the reading that stayed in the end, so that the counts do not depend on the order either. */
export function countsOf(window: OpenWindow): FrameCounts {
  let duplicate = 0;
  for (const { row, reading } of window.losers) {
    if (sameValues(window.readings[row] as Reading, reading)) duplicate += 1;
  }
  return {
    accepted: window.readings.length,
    late: window.late,
    duplicate: duplicate + window.repeated,
    conflict: window.losers.length - duplicate,
    rejected: window.rejected,
  };
}
