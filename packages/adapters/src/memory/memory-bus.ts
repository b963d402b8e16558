import type { Sink, Source } from "@tocsin/core";
import { type BusState, busState, logOf, type PartitionLog } from "./bus-state.ts";
import { memorySource } from "./memory-source.ts";

export interface MemoryBusConfig {
  /** How many partitions each topic has. */
  readonly topics: Readonly<Record<string, number>>;
  /** How many records of a partition may wait for an acknowledgement before `send` waits too. */
  readonly maxWaiting: number;
}

export interface MemoryBus<Value> extends Sink<Value> {
  /**
   * A group's source of a topic; it starts behind what the group has acknowledged. A group has one source of a topic:
   * a new one takes the place of the one before. Until a topic has a group, its records are kept.
   */
  source(topic: string, group: string): Source<Value>;
  /** No more will be sent: sources end when everything is acknowledged. */
  finish(): void;
}

/**
 * Topics, partitions, offsets and groups in one process, for the replay and for tests: the promises of a real bus, and
 * nothing on disk. Records that every group of their topic has acknowledged are forgotten.
 * Throws for a topic or partition that it was not given, and for `send` after `finish`.
 */
export function memoryBus<Value>(config: MemoryBusConfig): MemoryBus<Value> {
  const bus = busState<Value>(config.topics);
  return {
    async send(records) {
      for (const { topic, partition, value } of records) {
        const log = openLog(bus, topic, partition);
        if (log.values.length >= config.maxWaiting) await room(bus, log, config.maxWaiting);
        log.values.push(value);
      }
      bus.changes.raise();
    },
    source: (topic, group) => memorySource(bus, topic, group),
    finish() {
      bus.finished = true;
      bus.changes.raise();
    },
  };
}

function openLog<Value>(bus: BusState<Value>, topic: string, partition: number): PartitionLog<Value> {
  if (bus.finished) throw new Error("a record was sent after the bus was finished");
  return logOf(bus, topic, partition);
}

/** Resolves when the partition has room again. Those who read it are told first what there is. */
async function room(bus: BusState<unknown>, log: PartitionLog<unknown>, maxWaiting: number): Promise<void> {
  bus.changes.raise();
  while (log.values.length >= maxWaiting) await bus.changes.changed();
}
