import { type Frame, readingsOf } from "../window/index.ts";
import {
  type Accumulator,
  accumulatorAt,
  type AccumulatorPlace,
  type Accumulators,
  addUp,
  noAccumulators,
} from "./accumulators.ts";
import { distinctReadings } from "./distinct-readings.ts";
import {
  addFrame,
  awaitedPartitions,
  declarePartition,
  type FrameQueue,
  frameQueue,
  type FrameQueueSnapshot,
  frameQueueSnapshot,
  nextWindow,
} from "./frame-queue.ts";
import { lateWindowsOf } from "./late-windows.ts";
import { countLosses, type Losses, losses, type LossesSnapshot, lossesSnapshot } from "./losses.ts";
import { emitObservations } from "./observations.ts";
import { addNewcomers, type Newcomer, restoreSeries } from "./series-list.ts";
import type { Observation, WorldSeries, WorldWindow } from "./world-window.ts";

export interface WorldAssemblyConfig {
  readonly windowMs: number;
  /**
   * How far frames must run ahead of a window, in event time, before it is taken that no partition which was never
   * heard of holds a part of it. With the intake's `partitionIdleMs` here, no order of the input within that bound can
   * change a window. 0 where the partitions are known by their frames from the start.
   */
  readonly newcomerWaitMs: number;
}

export interface WorldAssemblySnapshot {
  readonly series: readonly WorldSeries[];
  /** Services that send readings without operation, by stream and source. */
  readonly ownSenders: readonly AccumulatorPlace[];
  readonly queue: FrameQueueSnapshot;
  readonly losses: LossesSnapshot;
}

/** Step 3: frames of all partitions in, windows of the whole world out. */
export interface WorldAssembly {
  /** The windows that this frame completes: in order, without gaps, mostly none or one. */
  step(frame: Frame): readonly WorldWindow[];
  /** From the next window on waits for these partitions too, also before their first frame. */
  declarePartitions(places: readonly { readonly topic: string; readonly partition: number }[]): void;
  /** After the last frame: the windows that waited only for partitions never heard of. */
  end(): readonly WorldWindow[];
  /** Every series so far, by index; grows. */
  readonly series: readonly WorldSeries[];
  /** The partitions whose frames hold the next window back. After `end()`: those whose frames are missing. */
  awaited(): readonly { readonly topic: string; readonly partition: number }[];
  /** Start of the window that is given next, epoch ms; null before the first frame. */
  nextWindowStart(): number | null;
  /** Plain data, and no part that changes is shared with the running assembly. */
  snapshot(): WorldAssemblySnapshot;
}

/**
 * Puts the frames of all partitions together to windows of the world. It decides which series there are: each window
 * says in `newSeries` what came.
 *
 * A window is complete when every partition that takes part (from its first frame on) has given all parts of its frame
 * for it. A partition that stops giving frames holds the world back, because its part is unknown and not empty; see
 * `awaited`. Over partitions of one topic, readings of one identity count once. What is added up to a series:
 *
 * - readings shorter than the window, and the categories of report volumes;
 * - regions. Counts are summed; latency see `latencyTotal`. Regions of a service should have one interval: of several
 *   the longest is taken for the exposure;
 * - the operations of a service that never sent a reading of that stream and source without operation. One that did is
 *   what it says itself. Each operation is an entity of its own besides.
 *
 * Sources are never added up: what each sees is a series of its own. The `heartbeat` signal is not made here.
 * The order in which partitions' frames come does not matter. Throws for a frame of another window length.
 */
export function worldAssembly(config: WorldAssemblyConfig, snapshot?: WorldAssemblySnapshot): WorldAssembly {
  const queue = frameQueue(config, snapshot?.queue);
  const accumulators = noAccumulators();
  const series = [...(snapshot?.series ?? [])];
  restoreSeries(accumulators, series);
  for (const place of snapshot?.ownSenders ?? []) accumulatorAt(accumulators, place).sendsOwn = true;
  const state: AssemblyState = { queue, accumulators, series, losses: losses(snapshot?.losses ?? []) };
  return {
    series,
    step(frame) {
      addFrame(queue, frame);
      return completed(state, false);
    },
    declarePartitions: (places) => {
      for (const place of places) declarePartition(queue, place);
    },
    end: () => completed(state, true),
    awaited: () => awaitedPartitions(queue).map(({ topic, partition }) => ({ topic, partition })),
    nextWindowStart: () => (queue.next === null ? null : queue.next * config.windowMs),
    snapshot: () => ({
      series: [...series],
      ownSenders: ownSenders(accumulators),
      queue: frameQueueSnapshot(queue),
      losses: lossesSnapshot(state.losses),
    }),
  };
}

interface AssemblyState {
  readonly queue: FrameQueue;
  readonly accumulators: Accumulators;
  readonly series: WorldSeries[];
  readonly losses: Losses;
}

const noWindows: readonly WorldWindow[] = [];

function completed(state: AssemblyState, atEnd: boolean): readonly WorldWindow[] {
  let next = nextWindow(state.queue, atEnd);
  if (next === null) return noWindows;
  const windows: WorldWindow[] = [];
  for (; next !== null; next = nextWindow(state.queue, atEnd)) {
    windows.push(assemble(state, next.window, next.frames));
  }
  return windows;
}

function assemble(state: AssemblyState, window: number, frames: readonly Frame[]): WorldWindow {
  const { windowMs } = state.queue.config;
  const { readings, duplicates, conflicts } = distinctReadings(frames, readingsOf);
  const found: Observation[] = [];
  const newcomers: (Newcomer & { readonly observation: Observation })[] = [];
  const emit = (accumulator: Accumulator, slot: number, observation: Observation): void => {
    if (observation.series < 0) newcomers.push({ accumulator, slot, observation });
    else found.push(observation);
  };
  for (const accumulator of addUp(state.accumulators, window, readings)) {
    emitObservations(accumulator, windowMs, emit);
  }
  const newSeries = addNewcomers(state.series, newcomers);
  for (const { accumulator, slot, observation } of newcomers) {
    found.push({ ...observation, series: accumulator.series[slot] as number });
  }
  const observations = bySeries(found, state.series.length);
  const lostShare = countLosses(state.losses, frames, { window, windowMs });
  const late = lateWindowsOf(state.accumulators, frames, windowMs);
  const windowStart = window * windowMs;
  const assembled = { windowStart, windowMs, observations, newSeries, duplicates, conflicts, lostShare };
  return late.length === 0 ? assembled : { ...assembled, late };
}

/** Sorts by series in linear time: each series has at most one observation in a window. */
function bySeries(observations: readonly Observation[], seriesCount: number): readonly Observation[] {
  const slots: (Observation | undefined)[] = [];
  slots.length = seriesCount;
  for (const observation of observations) slots[observation.series] = observation;
  const sorted: Observation[] = [];
  for (const observation of slots) if (observation !== undefined) sorted.push(observation);
  return sorted;
}

function ownSenders(accumulators: Accumulators): readonly AccumulatorPlace[] {
  const places: AccumulatorPlace[] = [];
  for (const ofStream of accumulators.values()) {
    for (const { stream, service, operation, source, sendsOwn } of ofStream.values()) {
      if (sendsOwn) places.push({ stream, service, operation, source });
    }
  }
  return places;
}
