import { oldestOpenWindow, watermarkAt } from "../time/watermark.ts";
import {
  type PartitionSnapshot,
  partitionSnapshot,
  type PartitionState,
  partitionState,
  restoredPartition,
} from "../window/partition-state.ts";
import type { IntakeConfig } from "./intake-config.ts";

export interface IntakeState {
  readonly config: IntakeConfig;
  /** Newest arrival or tick over all partitions; null until the first. */
  newestArrivalMs: number | null;
  /** The oldest window that other partitions' arrivals leave open; null until the first message. */
  clockOldestOpen: number | null;
  readonly partitions: PartitionState[];
  readonly byPlace: Map<string, Map<number, PartitionState>>;
  /** The partition of the message before: lines of one partition tend to stand together. */
  last: PartitionState | null;
}

export interface IntakeSnapshot {
  readonly newestArrivalMs: number | null;
  readonly partitions: readonly PartitionSnapshot[];
}

export function intakeState(config: IntakeConfig, snapshot: IntakeSnapshot | undefined): IntakeState {
  const state: IntakeState = {
    config,
    newestArrivalMs: snapshot?.newestArrivalMs ?? null,
    clockOldestOpen: null,
    partitions: [],
    byPlace: new Map(),
    last: null,
  };
  for (const partition of snapshot?.partitions ?? []) {
    addPartition(state, restoredPartition(partition, config.windowMs));
  }
  if (state.newestArrivalMs !== null) state.clockOldestOpen = clockWindow(config, state.newestArrivalMs);
  return state;
}

export function intakeSnapshot(state: IntakeState): IntakeSnapshot {
  return { newestArrivalMs: state.newestArrivalMs, partitions: state.partitions.map(partitionSnapshot) };
}

/** The oldest window left open by a clock that runs `partitionIdleMs` behind the newest arrival of any partition. */
export function clockWindow(config: IntakeConfig, newestArrivalMs: number): number {
  const clockMs = newestArrivalMs - config.partitionIdleMs;
  return oldestOpenWindow(watermarkAt(clockMs, config), config.windowMs);
}

/** The partition's state, made on its first message. Throws for a topic that the configuration does not name. */
export function partitionOf(state: IntakeState, topic: string, partition: number): PartitionState {
  const { last } = state;
  if (last !== null && last.partition === partition && last.topic === topic) return last;
  const found = state.byPlace.get(topic)?.get(partition) ?? newPartition(state, topic, partition);
  state.last = found;
  return found;
}

function newPartition(state: IntakeState, topic: string, partition: number): PartitionState {
  const stream = state.config.streams.get(topic);
  if (stream === undefined) throw new Error(`the intake was given a message of an unknown topic: ${topic}`);
  const made = partitionState({ topic, partition, stream }, state.config.windowMs);
  made.oldestOpen = state.clockOldestOpen;
  made.movedBy = made.oldestOpen === null ? null : "clock";
  addPartition(state, made);
  return made;
}

function addPartition(state: IntakeState, partition: PartitionState): void {
  state.partitions.push(partition);
  const ofTopic = state.byPlace.get(partition.topic) ?? new Map<number, PartitionState>();
  ofTopic.set(partition.partition, partition);
  state.byPlace.set(partition.topic, ofTopic);
}
