import type { LogDelivery, LogMark, LogRecord } from "@tocsin/log";
import {
  endOfEpoch,
  isSeen,
  type Slot,
  slotIndexFrom,
  stableEnd,
  type StoredPartition,
} from "./stored-partition.ts";

/** What a reader that stands at the offset, with what it knows of that, gets next; null at the end of what is decided. */
export function deliveryFrom(
  partition: StoredPartition,
  { offset, mark }: { readonly offset: number; readonly mark: LogMark },
  maxRecords: number,
): LogDelivery | null {
  const { place, slots } = partition;
  const gap = gapAt(partition, offset, mark);
  if (gap !== null) return { kind: "gap", place, expectedOffset: offset, ...gap };
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

function gapAt(partition: StoredPartition, offset: number, { topicId, epoch }: LogMark) {
  const { startOffset, endOffset } = partition;
  if (topicId !== null && topicId !== partition.topicId && offset !== startOffset)
    return { reason: "made-anew", nextOffset: startOffset } as const;
  const isSameLog = topicId === partition.topicId && epoch !== null;
  const end = isSameLog ? endOfEpoch(partition, epoch) : Infinity;
  if (end < offset) return { reason: "cut-back", nextOffset: Math.max(end, startOffset) } as const;
  if (offset < startOffset) return { reason: "deleted", nextOffset: startOffset } as const;
  return offset > endOffset ? ({ reason: "made-anew", nextOffset: startOffset } as const) : null;
}
