import type { LogDelivery, LogRecord } from "@tocsin/log";
import { isSeen, type Slot, slotIndexFrom, stableEnd, type StoredPartition } from "./stored-partition.ts";

/** What a reader that stands at the offset gets next; null at the end of what is decided. */
export function deliveryFrom(
  partition: StoredPartition,
  offset: number,
  maxRecords: number,
): LogDelivery | null {
  const { place, startOffset, endOffset, slots } = partition;
  if (offset > endOffset || offset < startOffset)
    return { kind: "gap", place, expectedOffset: offset, nextOffset: startOffset };
  const end = stableEnd(partition);
  if (offset >= end) return null;
  const records: LogRecord[] = [];
  let nextOffset = offset;
  for (let at = slotIndexFrom(partition, offset); nextOffset < end && records.length < maxRecords; at += 1) {
    const slot = slots[at] as Slot;
    if (slot.kind === "corrupt") {
      if (nextOffset > offset) break;
      return {
        kind: "undecodable",
        place,
        firstOffset: offset,
        nextOffset: slot.nextOffset,
        reason: slot.reason,
      };
    }
    if (isSeen(slot)) records.push(slot.record);
    nextOffset = slot.nextOffset;
  }
  return { kind: "records", place, records, nextOffset };
}
