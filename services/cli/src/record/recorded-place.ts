import type { Log, LogPlace, LogReader, LogRecord } from "@tocsin/log";

/** What went wrong on the way and is told at the end. */
export interface Losses {
  /** Offsets of batches that cannot be decoded. */
  undecodable: number;
  /** Offsets that were deleted before they were read. */
  deleted: number;
}

/** One partition of a recording and how far it is read. */
export interface RecordedPlace {
  readonly place: LogPlace;
  /** What was read and not yet taken, oldest first. */
  readonly waiting: LogRecord[];
  /** Reads on, for at most so long, when nothing waits. */
  fill(waitMs: number): Promise<void>;
  /** Nothing more comes from it. */
  isDone(): boolean;
  /** Nothing waits and everything that was there has been read. */
  isCaughtUp(): boolean;
  /** Reads no further than to this offset from now on. */
  endAt(offset: number): void;
  close(): Promise<void>;
}

export interface PlaceToRecord {
  readonly place: LogPlace;
  readonly from: number;
  /** Null: no end is known yet. */
  readonly to: number | null;
}

export function recordedPlace(log: Log, toRecord: PlaceToRecord, losses: Losses): RecordedPlace {
  const { place, from } = toRecord;
  const waiting: LogRecord[] = [];
  let next = from;
  let { to } = toRecord;
  let reader: LogReader | null = null;
  const hasEnded = (): boolean => to !== null && next >= to;
  return {
    place,
    waiting,
    async fill(waitMs) {
      if (waiting.length > 0 || hasEnded()) return;
      reader ??= log.reader([{ ...place, offset: from }]);
      const delivery = await reader.next(waitMs);
      if (delivery === null) return;
      next = delivery.nextOffset;
      if (delivery.kind === "records")
        waiting.push(...delivery.records.filter(({ offset }) => isBefore(offset)));
      else if (delivery.kind === "gap") losses.deleted += Math.max(0, next - delivery.expectedOffset);
      else losses.undecodable += next - delivery.firstOffset;
    },
    isDone: () => waiting.length === 0 && hasEnded(),
    isCaughtUp: () => waiting.length === 0 && (hasEnded() || (reader?.endSeenAtMs(place) ?? null) !== null),
    endAt(offset) {
      to = offset;
      const first = waiting.findIndex((record) => record.offset >= offset);
      if (first >= 0) waiting.splice(first);
    },
    async close() {
      await reader?.close();
    },
  };

  function isBefore(offset: number): boolean {
    return to === null || offset < to;
  }
}
