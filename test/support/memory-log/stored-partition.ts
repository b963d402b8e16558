import type { LogMark, LogPlace, LogRecord } from "@tocsin/log";
import type { StoredTransaction } from "./stored-transaction.ts";

/** What stands at an offset, or at a range of offsets, of a partition. */
export type Slot =
  | {
      readonly kind: "record";
      readonly offset: number;
      readonly nextOffset: number;
      readonly record: LogRecord;
      /** Null for a record that was appended outside a transaction. */
      readonly transaction: StoredTransaction | null;
    }
  | { readonly kind: "marker"; readonly offset: number; readonly nextOffset: number }
  | {
      readonly kind: "corrupt";
      readonly offset: number;
      readonly nextOffset: number;
      readonly reason: string;
    };

export interface StoredPartition {
  readonly place: LogPlace;
  /** Records larger than this are refused. */
  readonly maxRecordBytes: number;
  /** Of its topic; one that is made anew has another. */
  readonly topicId: string;
  /** Where each leader began to write, in order: a partition that is cut back gets a new one. */
  readonly leaders: { readonly epoch: number; readonly from: number }[];
  /** Oldest offset that is kept. */
  startOffset: number;
  /** Offset of the next record to be appended. */
  endOffset: number;
  /** In the order of their offsets. */
  readonly slots: Slot[];
  /** Transactions whose marker does not stand in this partition yet, each with its first offset here. */
  readonly undecided: Map<StoredTransaction, number>;
}

export function storedPartition(
  place: LogPlace,
  { topicId, maxRecordBytes }: Pick<StoredPartition, "topicId" | "maxRecordBytes">,
): StoredPartition {
  const leaders = [{ epoch: 0, from: 0 }];
  const empty = { startOffset: 0, endOffset: 0, slots: [], undecided: new Map() };
  return { place, topicId, maxRecordBytes, leaders, ...empty };
}

/** What readers keep with the offset, once they stand there. */
export function markAt({ topicId, leaders }: StoredPartition, offset: number): LogMark {
  const writer = leaders.findLast(({ from }) => from < offset);
  return { topicId, epoch: writer?.epoch ?? null };
}

/** The offset behind the last record of this epoch or of one before it. */
export function endOfEpoch({ leaders, endOffset }: StoredPartition, epoch: number): number {
  return leaders.find((leader) => leader.epoch > epoch)?.from ?? endOffset;
}

/** Loses the newest records, as when a leader is elected that had not got them; throws for what is not decided. */
export function loseFrom(partition: StoredPartition, offset: number): void {
  if (partition.undecided.size > 0) throw new Error("transactions are open in the partition");
  const { leaders, slots } = partition;
  slots.splice(slots.findIndex((slot) => slot.offset >= offset));
  partition.endOffset = offset;
  const epoch = (leaders.at(-1)?.epoch ?? 0) + 1;
  leaders.splice(0, Infinity, ...leaders.filter(({ from }) => from < offset), { epoch, from: offset });
}

/** The last stable offset: everything below is decided, so it is as far as readers see. */
export function stableEnd(partition: StoredPartition): number {
  return Math.min(partition.endOffset, ...partition.undecided.values());
}

/** Gives the next offset to a record; returns that offset. */
export function appendRecord(
  partition: StoredPartition,
  record: Omit<LogRecord, "offset">,
  transaction: StoredTransaction | null,
): number {
  const offset = partition.endOffset;
  if (transaction !== null && !partition.undecided.has(transaction))
    partition.undecided.set(transaction, offset);
  partition.endOffset = offset + 1;
  partition.slots.push({
    kind: "record",
    offset,
    nextOffset: offset + 1,
    record: { ...record, offset },
    transaction,
  });
  return offset;
}

/** Ends a transaction in this partition; the marker takes an offset, as Kafka's does. */
export function appendMarker(partition: StoredPartition, transaction: StoredTransaction): void {
  const offset = partition.endOffset;
  partition.undecided.delete(transaction);
  partition.endOffset = offset + 1;
  partition.slots.push({ kind: "marker", offset, nextOffset: offset + 1 });
}

export function appendCorrupt(partition: StoredPartition, count: number, reason: string): number {
  const offset = partition.endOffset;
  partition.endOffset = offset + count;
  partition.slots.push({ kind: "corrupt", offset, nextOffset: offset + count, reason });
  return offset;
}

/** Throws for an offset that readers cannot have reached. */
export function deleteRecords(partition: StoredPartition, beforeOffset: number): void {
  if (beforeOffset > stableEnd(partition))
    throw new Error(`records up to ${beforeOffset} cannot be deleted: they are not decided`);
  if (beforeOffset <= partition.startOffset) return;
  partition.startOffset = beforeOffset;
  partition.slots.splice(0, slotIndexFrom(partition, beforeOffset));
}

/** Index of the first slot that reaches beyond the offset; as many as there are slots when none does. */
export function slotIndexFrom(partition: StoredPartition, offset: number): number {
  let low = 0;
  let high = partition.slots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((partition.slots[middle] as Slot).nextOffset > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether readers see it. Below the last stable offset every transaction is decided. */
export function isSeen(slot: Slot): slot is Extract<Slot, { readonly kind: "record" }> {
  return slot.kind === "record" && (slot.transaction === null || slot.transaction.outcome === "committed");
}
