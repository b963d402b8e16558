import type { ErrorCode, StreamName } from "@tocsin/contracts";

/** What a row's names are, each one that telemetry may have. */
export interface Names {
  readonly service: string;
  readonly operation?: string;
  readonly region?: string;
  readonly source?: string;
  readonly category?: string;
}

/** Numbers by the field of the message. Counts may have fractions, or be a second's, until they are written. */
export type Values = Readonly<Record<string, number>>;

/** One message in the making, whose interval is not known yet. */
export interface CsvReading {
  /** The time in the row, epoch milliseconds: where its interval begins or ends. */
  readonly at: number;
  readonly stream: StreamName;
  readonly names: Names;
  /** Names and stream as a text: what tells series apart. */
  readonly series: string;
  readonly values: Values;
}

export interface RowFault {
  readonly code: ErrorCode;
  readonly reason: string;
}

/** What one row gives: messages, and what is wrong with it; both where a part of it can be used. */
export interface RowResult {
  readonly readings: readonly CsvReading[];
  readonly faults: readonly RowFault[];
}
