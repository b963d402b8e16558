import type { BusRecord, Handover, Source } from "@tocsin/core";
import {
  type BusState,
  endOffset,
  forgetAcknowledged,
  type GroupProgress,
  logsOf,
  type PartitionLog,
  progressOf,
} from "./bus-state.ts";

/** How many records of a partition are handed over at once, at most. */
const maxBatchRecords = 512;

export function memorySource<Value>(bus: BusState<Value>, topic: string, group: string): Source<Value> {
  const logs = logsOf(bus, topic);
  const progress = progressOf(bus, topic, group);
  progress.generation += 1;
  const generation = progress.generation;
  const unanswered = new Set<number>();
  let turn = 0;

  function isCurrent(): boolean {
    return progress.generation === generation;
  }

  /** The partition after the last one served that has records to give. */
  function ready(): number | null {
    for (let step = 0; step < logs.length; step += 1) {
      const partition = (turn + step) % logs.length;
      if (!unanswered.has(partition) && waitingRecords(logs, progress, partition) > 0) return partition;
    }
    return null;
  }

  async function settle(partition: number, acknowledged: number): Promise<void> {
    if (!isCurrent()) return;
    unanswered.delete(partition);
    progress.acknowledged[partition] = acknowledged;
    forgetAcknowledged(bus, topic, partition);
    bus.changes.raise();
  }

  function handover(partition: number): Handover<Value> {
    const from = progress.acknowledged[partition] as number;
    const records = recordsFrom(logs[partition] as PartitionLog<Value>, { topic, partition, from });
    let answered = false;
    const answer = async (acknowledged: number): Promise<void> => {
      if (answered) return;
      answered = true;
      await settle(partition, acknowledged);
    };
    return { records, ack: () => answer(from + records.length), nack: () => answer(from) };
  }

  return {
    async next() {
      while (isCurrent()) {
        const partition = ready();
        if (partition !== null) {
          turn = partition + 1;
          unanswered.add(partition);
          return handover(partition);
        }
        if (bus.finished && unanswered.size === 0) return null;
        await bus.changes.changed();
      }
      return null;
    },
    async close() {
      if (!isCurrent()) return;
      progress.generation += 1;
      bus.changes.raise();
    },
  };
}

function waitingRecords(
  logs: readonly PartitionLog<unknown>[],
  progress: GroupProgress,
  partition: number,
): number {
  return endOffset(logs[partition] as PartitionLog<unknown>) - (progress.acknowledged[partition] as number);
}

function recordsFrom<Value>(
  log: PartitionLog<Value>,
  place: { readonly topic: string; readonly partition: number; readonly from: number },
): readonly BusRecord<Value>[] {
  const { topic, partition, from } = place;
  const start = from - log.firstOffset;
  return log.values
    .slice(start, start + maxBatchRecords)
    .map((value, at) => ({ topic, partition, offset: from + at, value }));
}
