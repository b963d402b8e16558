import type { Stream } from "../reading/reading.ts";
import { type Frame, readingsOf } from "../window/index.ts";
import {
  type Accumulator,
  accumulatorAt,
  type AccumulatorPlace,
  type Accumulators,
  addUp,
  forgetUnlisted,
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
import { type SeriesBounds, seriesKeeper, type SeriesKeeper, type SeriesRecord } from "./series-bounds.ts";
import { addNewcomers, dropFromList, type Newcomer, restoreSeries } from "./series-list.ts";
import type { Observation, WorldSeries, WorldWindow } from "./world-window.ts";

export interface WorldAssemblyConfig {
  readonly windowMs: number;
  /**
   * How far frames must run ahead of a window, in event time, before it is taken that no partition which was never
   * heard of holds a part of it. With the intake's `partitionIdleMs` here, no order of the input within that bound can
   * change a window. 0 where the partitions are known by their frames from the start.
   */
  readonly newcomerWaitMs: number;
  /** How many series are taken, and for how long they are kept. Absent: all, for ever. */
  readonly bounds?: SeriesBounds;
}

export interface WorldAssemblySnapshot {
  readonly series: readonly WorldSeries[];
  readonly seriesRecord: SeriesRecord;
  /** Services that send readings without operation, by stream and source. */
  readonly ownSenders: readonly AccumulatorPlace[];
  readonly queue: FrameQueueSnapshot;
  readonly losses: LossesSnapshot;
}

/** Step 3: frames of all partitions in, windows of the whole world out. */
export interface WorldAssembly {
  /** The windows that this frame completes: in order, without gaps, mostly none or one. `add`, and then `next` to the end. */
  step(frame: Frame): readonly WorldWindow[];
  /** Takes a frame; what it completes is given by `next`. */
  add(frame: Frame): void;
  /**
   * The next window that is complete, or null. What is dropped before it depends on `isKept`, so whoever says that by what
   * came of a window asks for them one by one.
   */
  next(how?: NextWindow): WorldWindow | null;
  /** From the next window on waits for these partitions too, also before their first frame. */
  declarePartitions(places: readonly { readonly topic: string; readonly partition: number }[]): void;
  /** After the last frame: the windows that waited only for partitions never heard of. */
  end(): readonly WorldWindow[];
  /** Every series that is kept, by index. */
  readonly series: readonly WorldSeries[];
  /** The partitions whose frames hold the next window back. After `end()`: those whose frames are missing. */
  awaited(): readonly { readonly topic: string; readonly partition: number }[];
  /** Start of the window that is given next, epoch ms; null before the first frame. */
  nextWindowStart(): number | null;
  /** Plain data, and no part that changes is shared with the running assembly. */
  snapshot(): WorldAssemblySnapshot;
}

export interface NextWindow {
  /** After the last frame: nothing is waited for but the known partitions. */
  readonly atEnd?: boolean;
  /** Services that stay known however long nothing comes of them. Absent: none. */
  readonly isKept?: (service: string) => boolean;
}

/**
 * Puts the frames of all partitions together to windows of the world. It decides which series there are: each window
 * says in `newSeries` what came, and in `dropped` what went.
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
  const state: AssemblyState = {
    queue,
    accumulators,
    series,
    keeper: seriesKeeper(config.bounds, snapshot?.seriesRecord),
    losses: losses(snapshot?.losses ?? []),
  };
  return {
    series,
    step(frame) {
      addFrame(queue, frame);
      return completed(state, {});
    },
    add: (frame) => addFrame(queue, frame),
    next: (how = {}) => next(state, how),
    declarePartitions: (places) => {
      for (const place of places) declarePartition(queue, place);
    },
    end: () => completed(state, { atEnd: true }),
    awaited: () => awaitedPartitions(queue).map(({ topic, partition }) => ({ topic, partition })),
    nextWindowStart: () => (queue.next === null ? null : queue.next * config.windowMs),
    snapshot: () => ({
      series: [...series],
      seriesRecord: state.keeper.snapshot(),
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
  readonly keeper: SeriesKeeper;
  readonly losses: Losses;
}

const noWindows: readonly WorldWindow[] = [];

function completed(state: AssemblyState, how: NextWindow): readonly WorldWindow[] {
  let window = next(state, how);
  if (window === null) return noWindows;
  const windows: WorldWindow[] = [];
  for (; window !== null; window = next(state, how)) windows.push(window);
  return windows;
}

function next(state: AssemblyState, { atEnd = false, isKept = nobody }: NextWindow): WorldWindow | null {
  const complete = nextWindow(state.queue, atEnd);
  if (complete === null) return null;
  const dropped = dropSilent(state, complete.window, isKept);
  const assembled = assemble(state, complete.window, complete.frames);
  return dropped.length === 0 ? assembled : { ...assembled, dropped };
}

const nobody = (): boolean => false;

function dropSilent(
  { keeper, series, accumulators, queue }: AssemblyState,
  window: number,
  isKept: (service: string) => boolean,
): readonly number[] {
  const dropped = keeper.silentBefore({ window, windowMs: queue.config.windowMs }, series, isKept);
  if (dropped.length === 0) return dropped;
  const gone = new Set(dropped);
  keeper.drop(gone);
  dropFromList(series, accumulators, gone);
  return dropped;
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
  const filled = addUp(state.accumulators, window, readings);
  for (const accumulator of filled) emitObservations(accumulator, windowMs, emit);
  const at = { keeper: state.keeper, at: { window, windowMs } };
  const { newSeries, refused } = addNewcomers(state.series, newcomers, at);
  for (const { accumulator, slot, observation } of newcomers) {
    const index = accumulator.series[slot] as number;
    if (index >= 0) found.push({ ...observation, series: index });
  }
  if (refused !== undefined) forgetUnlisted(state.accumulators, filled);
  const observations = bySeries(found, state.series.length);
  for (const { series } of observations) state.keeper.saw(series, window);
  const lostShare = countLosses(state.losses, frames, { window, windowMs });
  const unseen = streamsUnseen(frames);
  const late = lateWindowsOf(state.accumulators, frames, windowMs);
  for (const { observations: ofLate } of late)
    for (const { series } of ofLate) state.keeper.saw(series, window);
  return {
    windowStart: window * windowMs,
    windowMs,
    observations,
    newSeries,
    duplicates,
    conflicts,
    lostShare,
    ...(refused === undefined ? {} : { refused }),
    ...(unseen.length === 0 ? {} : { unseen }),
    ...(late.length === 0 ? {} : { late }),
  };
}

/** In the order of the frames, which is that of topics: how they came does not matter. */
const streamsUnseen = (frames: readonly Frame[]): readonly Stream[] => [
  ...new Set(frames.flatMap(({ unseen, stream }) => (unseen === true ? [stream] : []))),
];

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
