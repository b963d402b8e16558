import type { BusRecord } from "./bus-record.ts";

/** Records of one partition, in the order of their offsets and without gaps, that wait for an answer. */
export interface Handover<Value> {
  readonly records: readonly BusRecord<Value>[];
  /** All of it has been dealt with and will not come again. */
  ack(): Promise<void>;
  /** None of it has been dealt with: it comes again, from its first record on. */
  nack(): Promise<void>;
}

/**
 * Where a stage takes its input from.
 *
 * - A partition's records come in the order of their offsets, the next only after an answer to those before. Partitions
 *   do not wait for each other, and nothing is said about the order between them.
 * - At least once: what was not acknowledged comes again, to this source after `nack`, or to the next source of the
 *   same group after this one is gone. So an answer is given only when every effect of the records is kept.
 * - The first answer counts; an answer to a source that was closed or replaced does nothing.
 */
export interface Source<Value> {
  /** Waits for records; null when the source is closed, or when the input is finished and everything acknowledged. */
  next(): Promise<Handover<Value> | null>;
  close(): Promise<void>;
}
