import { windowIndexAt } from "../time/window-index.ts";
import { comparePlaces, type Frame } from "../window/index.ts";

/** A partition that takes part: it has sent a frame, or was declared. */
export interface KnownPartition {
  readonly topic: string;
  readonly partition: number;
  /** Nothing more is to come of the windows up to this one; null until its first frame, for which everything waits. */
  completeThrough: number | null;
}

export interface FrameQueueConfig {
  readonly windowMs: number;
  /** How far frames must run ahead of a window before it is taken that no unknown partition holds a part of it. */
  readonly newcomerWaitMs: number;
}

/** Frames that wait for those of other partitions. Windows are numbered from the epoch. */
export interface FrameQueue {
  readonly config: FrameQueueConfig;
  readonly known: Map<string, KnownPartition>;
  readonly pending: Map<number, Frame[]>;
  /** The window to give next; null before the first frame. */
  next: number | null;
  /** Whether a window was given; until then an earlier frame may still make an earlier window the first. */
  started: boolean;
  /** The newest window of any frame; null before the first. */
  newest: number | null;
}

export interface FrameQueueSnapshot {
  readonly known: readonly KnownPartition[];
  readonly pending: readonly (readonly [number, readonly Frame[]])[];
  readonly next: number | null;
  readonly started: boolean;
  readonly newest: number | null;
}

export function frameQueue(config: FrameQueueConfig, snapshot?: FrameQueueSnapshot): FrameQueue {
  const known = (snapshot?.known ?? []).map((partition) => [placeKey(partition), { ...partition }] as const);
  const pending = new Map<number, Frame[]>();
  for (const [window, frames] of snapshot?.pending ?? []) pending.set(window, [...frames]);
  const { next = null, started = false, newest = null } = snapshot ?? {};
  return { config, known: new Map(known), pending, next, started, newest };
}

export function frameQueueSnapshot(queue: FrameQueue): FrameQueueSnapshot {
  const known = [...queue.known.values()].map((partition) => ({ ...partition }));
  const pending = [...queue.pending].map(([window, frames]) => [window, [...frames]] as const);
  return { known, pending, next: queue.next, started: queue.started, newest: queue.newest };
}

/**
 * Makes a partition take part from the next window on, before its first frame has come. Without this the moment at
 * which its first frame is read would decide in which window it appears.
 */
export function declarePartition(
  queue: FrameQueue,
  place: { readonly topic: string; readonly partition: number },
): void {
  const key = placeKey(place);
  if (queue.known.has(key)) return;
  queue.known.set(key, { topic: place.topic, partition: place.partition, completeThrough: null });
}

/**
 * Adds a frame. A frame that came before, or whose window was given already, is left out: reading the same frames again
 * changes nothing. A partition's frames come in the order of their windows, so one of a later window ends the wait for
 * missing parts of an earlier one.
 */
export function addFrame(queue: FrameQueue, frame: Frame): void {
  if (frame.windowMs !== queue.config.windowMs) {
    throw new Error(
      `a frame of ${frame.windowMs} ms windows was given to an assembly of ${queue.config.windowMs} ms`,
    );
  }
  const window = windowIndexAt(frame.windowStart, frame.windowMs);
  if (queue.newest === null || window > queue.newest) queue.newest = window;
  if (!queue.started) queue.next = firstWindow(queue, window);
  const partition = knownPartition(queue, frame, window);
  partition.completeThrough ??= window - 1;
  if (window <= partition.completeThrough) return;
  partition.completeThrough = window - 1;
  if (queue.next !== null && window >= queue.next) hold(queue, window, frame);
  if (isComplete(queue.pending.get(window) ?? [frame], frame)) partition.completeThrough = window;
}

/** Nothing is begun so long before the newest frame: whoever sends one frame of last year asks for half a million windows. */
const maxFirstGapMs = 100 * 86_400_000;

/** Before a window was given: that of the earliest frame, of those that are not left behind by so much. */
function firstWindow({ next, newest, pending, config }: FrameQueue, window: number): number {
  const oldest = (newest as number) - Math.floor(maxFirstGapMs / config.windowMs);
  const earliest = next === null ? window : Math.min(next, window);
  if (earliest >= oldest) return earliest;
  for (const held of pending.keys()) if (held < oldest) pending.delete(held);
  const left = [...pending.keys(), window].filter((held) => held >= oldest);
  return left.reduce((one, other) => Math.min(one, other));
}

function knownPartition(queue: FrameQueue, frame: Frame, window: number): KnownPartition {
  const key = placeKey(frame);
  const held = queue.known.get(key);
  if (held !== undefined) return held;
  const made = { topic: frame.topic, partition: frame.partition, completeThrough: window - 1 };
  queue.known.set(key, made);
  return made;
}

function placeKey(place: { readonly topic: string; readonly partition: number }): string {
  return `${place.partition}/${place.topic}`;
}

function hold(queue: FrameQueue, window: number, frame: Frame): void {
  const frames = queue.pending.get(window);
  if (frames === undefined) queue.pending.set(window, [frame]);
  else if (!frames.some((held) => isSamePlace(held, frame) && held.part === frame.part)) frames.push(frame);
}

function isSamePlace(one: Frame, other: Frame): boolean {
  return one.partition === other.partition && one.topic === other.topic;
}

function isComplete(frames: readonly Frame[], frame: Frame): boolean {
  if (frame.parts === 1) return true;
  return frames.filter((held) => isSamePlace(held, frame)).length === frame.parts;
}

/**
 * Gives the next window's frames, by topic, partition and part, when it is complete; else null. With `atEnd` nothing is
 * waited for but the known partitions. A window in which no partition took part has no frames.
 */
export function nextWindow(queue: FrameQueue, atEnd: boolean): { window: number; frames: Frame[] } | null {
  const { next, newest } = queue;
  if (next === null || newest === null || next > newest) return null;
  const waitWindows = Math.ceil(queue.config.newcomerWaitMs / queue.config.windowMs);
  if (!atEnd && newest < next + waitWindows) return null;
  for (const partition of queue.known.values()) if (holdsBack(partition, next)) return null;
  const frames = queue.pending.get(next) ?? [];
  queue.pending.delete(next);
  queue.next = next + 1;
  queue.started = true;
  return { window: next, frames: frames.sort(comparePlaces) };
}

function holdsBack({ completeThrough }: KnownPartition, window: number): boolean {
  return completeThrough === null || completeThrough < window;
}

/**
 * The known partitions that the next window waits for. Where no partition has given a frame of it yet, only those that
 * never gave any.
 */
export function awaitedPartitions(queue: FrameQueue): readonly KnownPartition[] {
  const { next, newest } = queue;
  const known = [...queue.known.values()];
  if (next === null || newest === null || next > newest) {
    return known.filter(({ completeThrough }) => completeThrough === null);
  }
  return known.filter((partition) => holdsBack(partition, next));
}
