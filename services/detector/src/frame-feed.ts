import type { Log, LogDelivery, LogMark, LogReader } from "@tocsin/log";
import { meetingPoint } from "./meeting-point.ts";

/** Frames of all windows partitions, read side by side. */
export interface FrameFeed {
  /** The next delivery of any partition; null when none came in time. Rejects when a partition cannot be read. */
  next(waitMs: number): Promise<LogDelivery | null>;
  /** A partition that is held is not read on; its frames would only wait in memory for those of others. */
  hold(partitions: ReadonlySet<number>): void;
  /** Reads a further partition. */
  add(partition: number, offset: number): void;
  /** Of the offset behind the partition's last delivery; null before that is known. */
  mark(partition: number): LogMark | null;
  /** Records of the partition that are known to be there and were not read yet; null before that is known. */
  lag(partition: number): number | null;
  close(): Promise<void>;
}

const pollMs = 1000;

/** `marks`: what is known of the offsets that it begins at. */
export function frameFeed(
  log: Log,
  topic: string,
  from: ReadonlyMap<number, number>,
  marks: ReadonlyMap<number, LogMark> = new Map(),
): FrameFeed {
  const meeting = meetingPoint<LogDelivery>();
  const readers = new Map<number, LogReader>();
  let held: ReadonlySet<number> = new Set();
  const closing = new AbortController();
  let failure: { readonly error: unknown } | null = null;
  let changed: (() => void)[] = [];

  const pump = async (partition: number, reader: LogReader): Promise<void> => {
    while (!closing.signal.aborted) {
      if (held.has(partition)) {
        await new Promise<void>((resolve) => changed.push(resolve));
        continue;
      }
      const delivery = await reader.next(pollMs);
      if (delivery !== null) await meeting.give(delivery);
    }
  };

  const add = (partition: number, offset: number): void => {
    const reader = log.reader([{ topic, partition, offset, mark: marks.get(partition) }]);
    readers.set(partition, reader);
    pump(partition, reader).catch((error: unknown) => {
      failure ??= { error };
    });
  };
  for (const [partition, offset] of from) add(partition, offset);

  const wakeHeld = (): void => {
    const woken = changed;
    changed = [];
    for (const wake of woken) wake();
  };

  return {
    async next(waitMs) {
      const delivery = await meeting.take(waitMs);
      if (failure !== null) throw failure.error;
      return delivery;
    },
    hold(partitions) {
      held = partitions;
      wakeHeld();
    },
    add,
    mark: (partition) => readers.get(partition)?.mark({ topic, partition }) ?? null,
    lag: (partition) => {
      const reader = readers.get(partition);
      return reader === undefined ? null : reader.lag({ topic, partition });
    },
    async close() {
      closing.abort();
      wakeHeld();
      await Promise.all([...readers.values()].map(async (reader) => await reader.close()));
    },
  };
}
