import { type ChangeSignal, changeSignal } from "./change-signal.ts";

/** The records of one partition that some group may still need. */
export interface PartitionLog<Value> {
  /** Offset of `values[0]`. */
  firstOffset: number;
  readonly values: Value[];
}

/** How far a group has come in one topic. */
export interface GroupProgress {
  readonly topic: string;
  /** By partition: everything below this offset is acknowledged. */
  readonly acknowledged: number[];
  /** Counts the group's sources of this topic: answers of any but the last do nothing. */
  generation: number;
}

export interface BusState<Value> {
  readonly logs: ReadonlyMap<string, readonly PartitionLog<Value>[]>;
  readonly groups: Map<string, GroupProgress>;
  readonly changes: ChangeSignal;
  finished: boolean;
}

export function busState<Value>(topics: Readonly<Record<string, number>>): BusState<Value> {
  const logs = new Map<string, readonly PartitionLog<Value>[]>();
  for (const [topic, partitions] of Object.entries(topics)) {
    logs.set(
      topic,
      Array.from({ length: partitions }, () => ({ firstOffset: 0, values: [] })),
    );
  }
  return { logs, groups: new Map(), changes: changeSignal(), finished: false };
}

/** Throws for a topic that the bus does not have. */
export function logsOf<Value>(bus: BusState<Value>, topic: string): readonly PartitionLog<Value>[] {
  const logs = bus.logs.get(topic);
  if (logs === undefined) throw new Error(`the bus has no topic ${topic}`);
  return logs;
}

/** Throws for a partition that the topic does not have. */
export function logOf<Value>(bus: BusState<Value>, topic: string, partition: number): PartitionLog<Value> {
  const log = logsOf(bus, topic)[partition];
  if (log === undefined) throw new Error(`topic ${topic} has no partition ${partition}`);
  return log;
}

export function endOffset(log: PartitionLog<unknown>): number {
  return log.firstOffset + log.values.length;
}

/** The group's progress in a topic, made when the group first asks for it: from the oldest record that is still there. */
export function progressOf(bus: BusState<unknown>, topic: string, group: string): GroupProgress {
  const key = JSON.stringify([topic, group]);
  const held = bus.groups.get(key);
  if (held !== undefined) return held;
  const made = { topic, acknowledged: logsOf(bus, topic).map((log) => log.firstOffset), generation: 0 };
  bus.groups.set(key, made);
  return made;
}

/** Forgets what every group of the topic has acknowledged. */
export function forgetAcknowledged(bus: BusState<unknown>, topic: string, partition: number): void {
  const groups = [...bus.groups.values()].filter((group) => group.topic === topic);
  const lowest = Math.min(...groups.map((group) => group.acknowledged[partition] as number));
  const log = logOf(bus, topic, partition);
  const count = lowest - log.firstOffset;
  if (groups.length === 0 || count <= 0) return;
  log.values.splice(0, count);
  log.firstOffset = lowest;
}
