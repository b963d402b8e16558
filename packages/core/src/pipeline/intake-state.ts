import { oldestOpenWindow, watermarkAt } from "../time/watermark.ts";
import {
  type Partition,
  type PartitionSnapshot,
  partitionSnapshot,
  partitionState,
  restoredPartition,
} from "../window/index.ts";
import type { IntakeConfig } from "./intake-config.ts";

export interface IntakeState {
  readonly config: IntakeConfig;
  /** The furthest clock of any partition, epoch ms; null until one stands. */
  newestMs: number | null;
  /** The oldest window that other partitions' clocks leave open; null until one stands. */
  clockOldestOpen: number | null;
  readonly partitions: Partition[];
  readonly byPlace: Map<string, Map<number, Partition>>;
  /** The partition of the message before: lines of one partition tend to stand together. */
  last: Partition | null;
}

export interface IntakeSnapshot {
  readonly newestMs: number | null;
  readonly partitions: readonly PartitionSnapshot[];
}

export function intakeState(config: IntakeConfig, snapshot: IntakeSnapshot | undefined): IntakeState {
  const state: IntakeState = {
    config,
    newestMs: snapshot?.newestMs ?? null,
    clockOldestOpen: null,
    partitions: [],
    byPlace: new Map(),
    last: null,
  };
  for (const partition of snapshot?.partitions ?? []) {
    addPartition(state, restoredPartition(partition, config));
  }
  if (state.newestMs !== null) state.clockOldestOpen = clockWindow(config, state.newestMs);
  return state;
}

export function intakeSnapshot(state: IntakeState): IntakeSnapshot {
  return { newestMs: state.newestMs, partitions: state.partitions.map(partitionSnapshot) };
}

/** The oldest window left open by a clock that runs `partitionIdleMs` behind the furthest of any partition. */
export function clockWindow(config: IntakeConfig, newestMs: number): number {
  const clockMs = newestMs - config.partitionIdleMs;
  return oldestOpenWindow(watermarkAt(clockMs, config), config.windowMs);
}

/** The partition's state, made on its first message. Throws for a topic that the configuration does not name. */
export function partitionOf(state: IntakeState, topic: string, partition: number): Partition {
  const { last } = state;
  if (last !== null && last.partition === partition && last.topic === topic) return last;
  const found = state.byPlace.get(topic)?.get(partition) ?? newPartition(state, topic, partition);
  state.last = found;
  return found;
}

function newPartition(state: IntakeState, topic: string, partition: number): Partition {
  const stream = state.config.streams.get(topic);
  if (stream === undefined) throw new Error(`the intake was given a message of an unknown topic: ${topic}`);
  const place = { topic, partition, stream };
  const made = partitionState(place, state.config, state.clockOldestOpen);
  addPartition(state, made);
  return made;
}

function addPartition(state: IntakeState, partition: Partition): void {
  state.partitions.push(partition);
  const ofTopic = state.byPlace.get(partition.topic) ?? new Map<number, Partition>();
  ofTopic.set(partition.partition, partition);
  state.byPlace.set(partition.topic, ofTopic);
}
