import type { NewRecord } from "./bus-record.ts";

/** Where a stage puts its output. */
export interface Sink<Value> {
  /**
   * Resolves when the records are kept; may wait for readers to catch up. Records of one partition are appended in the
   * order in which they were sent, if each call is awaited before the next. Values must not change afterwards.
   */
  send(records: readonly NewRecord<Value>[]): Promise<void>;
}
