import type { Frame } from "../window/frame.ts";
import { type Cell, cellAt, type CellPlace, type Cells, fillCells, noCells } from "./cells.ts";
import { enlist, type Newcomer, restoreSeries } from "./directory.ts";
import { distinctReadings } from "./distinct-readings.ts";
import {
  addFrame,
  awaitedPartitions,
  expectPartition,
  type FrameQueue,
  frameQueue,
  type FrameQueueSnapshot,
  frameQueueSnapshot,
  takeWindow,
} from "./frame-queue.ts";
import { type DraftObservation, observe } from "./observe.ts";
import type { Observation, WorldSeries, WorldWindow } from "./world-window.ts";

export interface WorldJoinConfig {
  readonly windowMs: number;
  /**
   * How far frames must run ahead of a window, in event time, before it is taken that no partition which was never
   * heard of holds a part of it. With the intake's `partitionIdleMs` here, no order of the input within that bound can
   * change a window. 0 where the partitions are known by their frames from the start.
   */
  readonly newcomerWaitMs: number;
}

export interface WorldJoinSnapshot {
  readonly directory: readonly WorldSeries[];
  /** Services that send readings without operation, by stream and witness. */
  readonly ownSenders: readonly CellPlace[];
  readonly queue: FrameQueueSnapshot;
}

/** Stage 3: frames of all partitions in, windows of the whole world out. */
export interface WorldJoin {
  /** The windows that this frame completes: in order, without gaps, mostly none or one. */
  step(frame: Frame): readonly WorldWindow[];
  /** From the next window on waits for these partitions too, also before their first frame. */
  expect(places: readonly { readonly topic: string; readonly partition: number }[]): void;
  /** After the last frame: the windows that waited only for partitions never heard of. */
  end(): readonly WorldWindow[];
  /** Every series so far, by index; grows. */
  readonly directory: readonly WorldSeries[];
  /** The partitions whose frames hold the next window back. After `end()`: those whose frames are missing. */
  awaited(): readonly { readonly topic: string; readonly partition: number }[];
  /** Start of the window that is given next, epoch ms; null before the first frame. */
  nextWindowStart(): number | null;
  /** Plain data, and no part that changes is shared with the running join. */
  snapshot(): WorldJoinSnapshot;
}

/**
 * Joins the frames of all partitions into windows of the world.
 *
 * A window is complete when every partition that takes part (from its first frame on) has given all parts of its frame
 * for it. A partition that stops giving frames holds the world back, because its part is unknown and not empty; see
 * `awaited`. Over partitions of one topic, readings of one identity count once. What is added up to a series:
 *
 * - readings shorter than the window, and the categories of report volumes;
 * - regions. Counts are summed; latency see `latencyTotal`. Regions of a service should have one interval: of several
 *   the longest is taken for the exposure;
 * - the operations of a service that never sent a reading of that stream and witness without operation. One that did is
 *   what it says itself. Each operation is a unit of its own besides.
 *
 * Witnesses are never added up: each is a series of its own. The `heartbeat` signal is not made here.
 * The order in which partitions' frames come does not matter. Throws for a frame of another window length.
 */
export function worldJoin(config: WorldJoinConfig, snapshot?: WorldJoinSnapshot): WorldJoin {
  const queue = frameQueue(config, snapshot?.queue);
  const cells = noCells();
  const directory = [...(snapshot?.directory ?? [])];
  restoreSeries(cells, directory);
  for (const place of snapshot?.ownSenders ?? []) cellAt(cells, place).sendsOwn = true;
  const state: JoinState = { queue, cells, directory };
  return {
    directory,
    step(frame) {
      addFrame(queue, frame);
      return completed(state, false);
    },
    expect: (places) => {
      for (const place of places) expectPartition(queue, place);
    },
    end: () => completed(state, true),
    awaited: () => awaitedPartitions(queue).map(({ topic, partition }) => ({ topic, partition })),
    nextWindowStart: () => (queue.next === null ? null : queue.next * config.windowMs),
    snapshot: () => ({
      directory: [...directory],
      ownSenders: ownSenders(cells),
      queue: frameQueueSnapshot(queue),
    }),
  };
}

interface JoinState {
  readonly queue: FrameQueue;
  readonly cells: Cells;
  readonly directory: WorldSeries[];
}

const noWindows: readonly WorldWindow[] = [];

function completed(state: JoinState, atEnd: boolean): readonly WorldWindow[] {
  let taken = takeWindow(state.queue, atEnd);
  if (taken === null) return noWindows;
  const windows: WorldWindow[] = [];
  for (; taken !== null; taken = takeWindow(state.queue, atEnd)) {
    windows.push(joinWindow(state, taken.window, taken.frames));
  }
  return windows;
}

function joinWindow(state: JoinState, window: number, frames: readonly Frame[]): WorldWindow {
  const { windowMs } = state.queue.config;
  const { readings, duplicates, conflicts } = distinctReadings(frames);
  const drafts: DraftObservation[] = [];
  const newcomers: (Newcomer & { readonly draft: DraftObservation })[] = [];
  const emit = (cell: Cell, slot: number, draft: DraftObservation): void => {
    draft.series = cell.series[slot] as number;
    if (draft.series < 0) newcomers.push({ cell, slot, draft });
    drafts.push(draft);
  };
  for (const cell of fillCells(state.cells, window, readings)) observe(cell, windowMs, emit);
  const newSeries = enlist(state.directory, newcomers);
  for (const { cell, slot, draft } of newcomers) draft.series = cell.series[slot] as number;
  const observations = bySeries(drafts, state.directory.length);
  return { windowStart: window * windowMs, windowMs, observations, newSeries, duplicates, conflicts };
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

function ownSenders(cells: Cells): readonly CellPlace[] {
  const places: CellPlace[] = [];
  for (const ofStream of cells.values()) {
    for (const { stream, service, operation, source, sendsOwn } of ofStream.values()) {
      if (sendsOwn) places.push({ stream, service, operation, source });
    }
  }
  return places;
}
