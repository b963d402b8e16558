import type { Stream } from "../reading/reading.ts";
import type { ClosedBy } from "./frame.ts";
import { type OpenWindow, openWindow, openWindowSnapshot, type OpenWindowSnapshot } from "./open-window.ts";
import {
  type ClockConfig,
  partitionClock,
  type PartitionClock,
  type PartitionClockSnapshot,
  partitionClockSnapshot,
} from "./partition-clock.ts";
import {
  restoredSeen,
  type ReviseConfig,
  type SeenReadings,
  seenReadings,
  type SeenReadingsSnapshot,
  seenSnapshot,
} from "./seen-readings.ts";

/** Where the readings of one partition come from and what they are. */
export interface PartitionPlace {
  readonly topic: string;
  readonly partition: number;
  readonly stream: Stream;
}

/**
 * What is known of one partition. Windows are numbered from the epoch.
 * A partition takes part from its first believable message on: its first frame is that of the earliest window in which
 * a reading counted or a message arrived, and from then on every window has a frame.
 */
export interface PartitionState extends PartitionPlace {
  readonly windowMs: number;
  /** What time the partition's own messages say it is. */
  clock: PartitionClock;
  /** Windows below this one are closed; null until time has begun. */
  oldestOpen: number | null;
  /** What moved `oldestOpen` last; null as long as it is. */
  movedBy: ClosedBy | null;
  /** The window of the next frame; null until the partition takes part. */
  next: number | null;
  /** Whether a frame was made; until then an earlier window may still become the first. */
  started: boolean;
  /** Refused messages from before the partition took part; the first frame counts them. */
  early: number;
  readonly open: Map<number, OpenWindow>;
  /** Null where late readings are not passed on. */
  seen: SeenReadings | null;
}

/** `PartitionState` as plain data: everything but what can be worked out again. */
export interface PartitionSnapshot extends PartitionPlace {
  readonly clock: PartitionClockSnapshot;
  readonly oldestOpen: number | null;
  readonly movedBy: ClosedBy | null;
  readonly next: number | null;
  readonly started: boolean;
  readonly early: number;
  readonly open: readonly OpenWindowSnapshot[];
  readonly seen: SeenReadingsSnapshot | null;
}

export type PartitionConfig = ClockConfig & ReviseConfig;

/** A partition that nothing is known of. `oldestOpen`: the oldest window that a clock has left open for it, if any. */
export function partitionState(
  place: PartitionPlace,
  config: PartitionConfig,
  oldestOpen: number | null = null,
): PartitionState {
  const movedBy = oldestOpen === null ? null : "clock";
  const nothing = {
    oldestOpen,
    movedBy,
    next: null,
    started: false,
    early: 0,
  } as const;
  const { windowMs } = config;
  return {
    ...place,
    windowMs,
    clock: partitionClock(config),
    ...nothing,
    open: new Map(),
    seen: seenReadings(config),
  };
}

export function restoredPartition(snapshot: PartitionSnapshot, config: PartitionConfig): PartitionState {
  const { windowMs } = config;
  const open = new Map<number, OpenWindow>();
  for (const window of snapshot.open) open.set(window.index, openWindow(window.index, windowMs, window));
  const seen = restoredSeen(config, snapshot.seen, snapshot.oldestOpen);
  return { ...snapshot, windowMs, clock: partitionClock(config, snapshot.clock), open, seen };
}

export function partitionSnapshot(state: PartitionState): PartitionSnapshot {
  const { topic, partition, stream, oldestOpen, movedBy, next, started, early } = state;
  const windows = [...state.open.values()].sort((one, other) => one.index - other.index);
  const open = windows.map(openWindowSnapshot);
  const clock = partitionClockSnapshot(state.clock);
  const seen = state.seen === null ? null : seenSnapshot(state.seen);
  return { topic, partition, stream, clock, oldestOpen, movedBy, next, started, early, open, seen };
}

/** The open window of that number, made if it was not there. */
export function windowAt(state: PartitionState, index: number): OpenWindow {
  const held = state.open.get(index);
  if (held !== undefined) return held;
  const made = openWindow(index, state.windowMs);
  state.open.set(index, made);
  return made;
}
