import type { CliIo } from "../../io.ts";
import type { Histories, Refusal } from "../histories.ts";

/** What came of one batch of rows. */
export interface RowBatch {
  readonly rows: number;
  /** Rows on which the monitor said that it was turned away. */
  readonly refused: number;
  /** Rows on which the monitor said that it does not know, such as while it asks again or during maintenance. */
  readonly unknown: number;
  /** Rows that count without their `http_code`, which is none. */
  readonly codesDropped: number;
  readonly refusals: readonly Refusal[];
  /** What a reader should know of this input, in words. */
  readonly notes: readonly string[];
}

export const emptyBatch: RowBatch = {
  rows: 0,
  refused: 0,
  unknown: 0,
  codesDropped: 0,
  refusals: [],
  notes: [],
};

/** A kind of `tocsin import` for what a status monitor keeps. */
export interface StatusKind {
  readonly name: "status-csv" | "upptime" | "uptime-kuma" | "gatus";
  /** What a path is, as in "needs a file". */
  readonly input: string;
  readonly defaultCadence: string;
  readonly defaultHold: string;
  /** How the monitor writes, for the recording's first line. */
  readonly note: string;
  /** Reads one input into the histories, a batch at a time. */
  readonly read: (file: string, into: Histories, io: CliIo) => AsyncGenerator<RowBatch>;
}
