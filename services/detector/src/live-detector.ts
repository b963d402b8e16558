import { type DetectedWindow, detectorVersion, type InputPlace, type WarmUp } from "@tocsin/core";
import { type LogDelivery, logGap, type LogRecord, type LogWriter, sendInBatches } from "@tocsin/log";
import { alertRecord } from "./alert-record.ts";
import { breather } from "./breather.ts";
import type { DetectionSettings } from "./detection-settings.ts";
import type { AwaitedPlace } from "./instrumentation.ts";
import { detectorGroup, type DetectorOptions } from "./detector-options.ts";
import type { DetectorState } from "./detector-state.ts";
import { evidenceRecord } from "./evidence-record.ts";
import { type FrameFeed, frameFeed } from "./frame-feed.ts";
import { knownFrame } from "./known-frame.ts";
import type { LeftOpen } from "./left-open.ts";
import { declareNewcomers, inputsByPartition, inputsNow, type RestoredDetector } from "./restore.ts";
import { nothing, type Pending } from "./pending.ts";
import { type WarmUpNews, warmUpNews } from "./warm-up-news.ts";

/** How far a partition's frames are read ahead of the slowest, in windows: more would only wait in memory. */
const maxWindowsAhead = 64;
/** Output of one transaction; a window is never split. */
const maxPendingBytes = 2_000_000;
const maxUncommittedMs = 5000;
/** Bounds the frames that are judged once more after a restart. */
const snapshotEveryMs = 300_000;
const snapshotEveryFrames = 50_000;
const lookForPartitionsEveryMs = 30_000;
const pollMs = 1000;
const leastStuckMs = 15_000;

export interface LiveControl {
  readonly stop: AbortSignal;
  /** Settings that came since it was last asked; null when there are none. */
  readonly changedSettings: () => DetectionSettings | null;
}

interface Live {
  readonly options: DetectorOptions;
  readonly writer: LogWriter;
  readonly state: DetectorState;
  readonly restored: RestoredDetector;
  readonly feed: FrameFeed;
  /** Input partition of each windows partition. */
  inputs: ReadonlyMap<number, InputPlace>;
  /** Newest window start by windows partition. */
  readonly newest: Map<number, number>;
  /** End of the newest window that was judged, epoch ms; null before the first. */
  judgedUntilMs: number | null;
  /** Null where nothing is, or all was settled with a window that is pending or committed. */
  leftOpen: LeftOpen | null;
  pending: Pending;
  committedAtMs: number;
  snapshotAtMs: number;
  framesSinceSnapshot: number;
  isSnapshotDue: boolean;
  lookedAtMs: number;
  judgedAtMs: number;
  awaiting: string;
  /** Components that were last told to be unwatched, as JSON. */
  unwatched: string;
  readonly newsOfWarmUp: (warmUp: WarmUp) => WarmUpNews;
  readonly breathe: () => Promise<void>;
}

/** Reads, judges and commits until it is told to stop. Rejects when the identity is lost or anything fails. */
export async function runLive(
  options: DetectorOptions,
  how: { readonly writer: LogWriter; readonly state: DetectorState; readonly restored: RestoredDetector },
  control: LiveControl,
): Promise<void> {
  const { topics } = options.configuration;
  const inputs = inputsByPartition(await inputsNow(options));
  const { positions, marks } = how.restored;
  const feed = frameFeed(options.log, topics.windows, positions, marks);
  const nowMs = options.nowMs();
  const live: Live = {
    options,
    ...how,
    feed,
    inputs,
    newest: new Map(),
    judgedUntilMs: how.restored.judgedUntilMs,
    leftOpen: how.restored.leftOpen,
    pending: nothing(),
    committedAtMs: nowMs,
    snapshotAtMs: nowMs,
    framesSinceSnapshot: 0,
    isSnapshotDue: how.restored.isChanged,
    lookedAtMs: nowMs,
    judgedAtMs: nowMs,
    awaiting: "",
    unwatched: "[]",
    newsOfWarmUp: warmUpNews(),
    breathe: breather(options.nowMs),
  };
  tellWarmUp(live);
  try {
    if (live.isSnapshotDue) await commit(live);
    while (!control.stop.aborted) await turn(live, control);
    live.isSnapshotDue = live.framesSinceSnapshot > 0;
    if (live.isSnapshotDue || live.pending.moved.size > 0) await commit(live);
  } finally {
    await feed.close();
  }
}

async function turn(live: Live, control: LiveControl): Promise<void> {
  const { options, feed, restored } = live;
  const changed = control.changedSettings();
  if (changed !== null) {
    if (live.pending.moved.size > 0) await commit(live);
    restored.session.adopt(changed);
    options.instrumentation.adopted({
      configHash: changed.configHash,
      takenBy: detectorVersion,
      judgedAgain: 0,
    });
    live.isSnapshotDue = true;
    await commit(live);
  }
  const delivery = await feed.next(pollMs);
  if (control.stop.aborted) return;
  await readCommands(live);
  if (delivery === null) options.instrumentation.processed(0);
  else await take(live, delivery);
  if (isDue(live)) await commit(live);
  await lookForPartitions(live);
  tellAwaited(live);
}

async function take(live: Live, delivery: LogDelivery): Promise<void> {
  const { instrumentation } = live.options;
  const { positions } = live.restored;
  const { place, nextOffset } = delivery;
  if (delivery.kind === "records") {
    for (const record of delivery.records) {
      if (live.restored.commands.isBehind()) await readCommands(live);
      await stepRecord(live, record);
      if (!isFull(live)) continue;
      positions.set(place.partition, record.offset + 1);
      await commit(live);
    }
    live.framesSinceSnapshot += delivery.records.length;
    instrumentation.processed(delivery.records.length);
  } else if (delivery.kind === "gap") {
    instrumentation.gap(place, logGap(delivery));
  } else {
    instrumentation.frameRejected(place, { offset: delivery.firstOffset, reason: delivery.reason });
  }
  positions.set(place.partition, nextOffset);
  const mark = live.feed.mark(place.partition);
  if (mark !== null) live.restored.marks.set(place.partition, mark);
  live.pending.moved.add(place.partition);
  holdThoseAhead(live);
}

/**
 * A frame may complete any number of windows, as after a long absence: they are judged one by one, and committed as they
 * fill a transaction, at the offset of the frame itself. Whoever takes over from there reads it again, and tells none of
 * them twice.
 */
async function stepRecord(live: Live, record: LogRecord): Promise<void> {
  const { options, restored, newest, inputs } = live;
  const { partition, offset } = record;
  live.pending.moved.add(partition);
  live.pending.frames += 1;
  const decoded = knownFrame(record, options.configuration.windowMs, inputs);
  if (decoded.kind === "rejected") {
    options.instrumentation.frameRejected(record, { offset, reason: decoded.reason });
    return;
  }
  newest.set(partition, decoded.frame.windowStart);
  restored.session.add(decoded.frame);
  for (let window = restored.session.next(); window !== null; window = restored.session.next()) {
    addToPending(live, window);
    noteCommands(live);
    live.judgedAtMs = options.nowMs();
    await live.breathe();
    if (!isFull(live)) continue;
    restored.positions.set(partition, offset);
    await commit(live);
    live.pending.moved.add(partition);
    options.instrumentation.processed(0);
  }
}

async function readCommands(live: Live): Promise<void> {
  await live.restored.commands.readOn();
  noteCommands(live);
}

/**
 * What was told must be in the snapshot of the same commit as the first window in which it holds: then no window is ever
 * judged once more without it, or with what was told later.
 */
function noteCommands(live: Live): void {
  const { session, commands } = live.restored;
  const { isTold, isAnew, letters } = commands.drain();
  if (isAnew) session.forgetCommandsOffset();
  if (isTold || isAnew) live.isSnapshotDue = true;
  live.pending.letters.push(...letters);
}

function addToPending(live: Live, window: DetectedWindow): void {
  if (isEmitted(live, window)) return;
  const { pending } = live;
  pending.windows.push(window.windowStart);
  pending.sinceMs ??= live.options.nowMs();
  pending.refused = window.refused;
  pending.dropped += window.dropped;
  pending.alerts.push(...takenBackBefore(live, window), ...window.alerts);
  if (window.evidence === null) return;
  const evidence = evidenceRecord(window.evidence);
  pending.evidence.push(evidence);
  pending.bytes += evidence.value?.length ?? 0;
}

function takenBackBefore(live: Live, window: DetectedWindow): DetectedWindow["alerts"] {
  const due = live.leftOpen?.after(window) ?? null;
  if (due !== null) live.leftOpen = null;
  return due ?? [];
}

/**
 * Where frames between a snapshot and the last commit were deleted, the windows after the snapshot come up once more and
 * with less in them: what came of them was emitted, and is not again.
 */
function isEmitted(live: Live, { windowStart }: { readonly windowStart: number }): boolean {
  const endMs = windowStart + live.options.configuration.windowMs;
  if (live.judgedUntilMs !== null && endMs <= live.judgedUntilMs) return true;
  live.judgedUntilMs = endMs;
  return false;
}

/** Counted from the window that is judged next, also where a partition has given no frame since the start. */
function holdThoseAhead({ newest, feed, options, restored }: Live): void {
  const next = restored.session.nextWindowStart() ?? Number.POSITIVE_INFINITY;
  const limit = next + maxWindowsAhead * options.configuration.windowMs;
  feed.hold(new Set([...newest].filter(([, window]) => window > limit).map(([partition]) => partition)));
}

/** What is committed need not be judged again by whoever takes over: a slow machine gets on too. */
const isFull = ({ pending: { bytes, sinceMs }, options }: Live): boolean =>
  bytes >= maxPendingBytes || (sinceMs !== null && options.nowMs() - sinceMs >= maxUncommittedMs);

function isDue({ pending, committedAtMs, options }: Live): boolean {
  if (pending.windows.length > 0) return true;
  return pending.moved.size > 0 && options.nowMs() - committedAtMs >= maxUncommittedMs;
}

function snapshotIsDue(live: Live): boolean {
  if (live.isSnapshotDue) return true;
  if (live.framesSinceSnapshot >= snapshotEveryFrames) return true;
  return live.framesSinceSnapshot > 0 && live.options.nowMs() - live.snapshotAtMs >= snapshotEveryMs;
}

async function commit(live: Live): Promise<void> {
  const { options, pending, writer, restored } = live;
  const { topics } = options.configuration;
  const withSnapshot = snapshotIsDue(live);
  const [positions, marks] = [[...restored.positions], [...restored.marks]];
  const snapshotBytes = await writer.transaction(async (transaction) => {
    await sendInBatches(transaction, { topic: topics.evidence, partition: 0 }, pending.evidence);
    await sendInBatches(
      transaction,
      { topic: topics.incidents, partition: 0 },
      pending.alerts.map(alertRecord),
    );
    await sendInBatches(transaction, { topic: topics.deadLetters, partition: 0 }, pending.letters);
    const { suppressUntilMs } = restored;
    const commandsTo = restored.commands.appliedTo();
    const { judgedUntilMs, leftOpen } = live;
    const leftOpenTo = leftOpen === null ? {} : { leftOpenTo: leftOpen.toldTo };
    const progress = { positions, marks, suppressUntilMs, judgedUntilMs, commandsTo, ...leftOpenTo };
    const snapshot = withSnapshot ? restored.session.snapshot() : undefined;
    const bytes = await live.state.save(transaction, progress, snapshot);
    await transaction.offsets(detectorGroup(options.configuration), movedOffsets(live));
    return bytes;
  });
  live.pending = nothing();
  live.committedAtMs = options.nowMs();
  if (withSnapshot) {
    live.isSnapshotDue = false;
    live.framesSinceSnapshot = 0;
    live.snapshotAtMs = live.committedAtMs;
  }
  options.instrumentation.committed({
    windows: pending.windows,
    atMs: live.committedAtMs,
    alerts: pending.alerts.length,
    series: {
      kept: restored.session.seen().series,
      refused: pending.refused,
      dropped: pending.dropped,
    },
    frames: pending.frames,
    snapshotBytes,
  });
  for (const alert of pending.alerts) options.instrumentation.alert(alert);
  if (pending.windows.length > 0) {
    tellWarmUp(live);
    tellUnwatched(live);
  }
}

/** Nothing while it learns from the past of the topics, nor before its first window. */
function tellWarmUp({ judgedUntilMs, restored, options, newsOfWarmUp }: Live): void {
  if (judgedUntilMs === null || judgedUntilMs <= (restored.suppressUntilMs ?? 0)) return;
  options.instrumentation.warmUp(newsOfWarmUp(restored.session.warmUp()));
}

/** Says which components are not watched; once for each change. */
function tellUnwatched(live: Live): void {
  const components = live.restored.session.unwatched();
  const told = JSON.stringify(components);
  if (told === live.unwatched) return;
  live.unwatched = told;
  live.options.instrumentation.unwatched(components);
}

function movedOffsets({ pending, restored, options }: Live) {
  const { topics } = options.configuration;
  return [...pending.moved].map((partition) => ({
    topic: topics.windows,
    partition,
    offset: restored.positions.get(partition) ?? 0,
  }));
}

/** Partitions that were added to a telemetry topic; that they take part is written before any of their frames is read. */
async function lookForPartitions(live: Live): Promise<void> {
  const { options, restored, feed } = live;
  if (options.nowMs() - live.lookedAtMs < lookForPartitionsEveryMs) return;
  live.lookedAtMs = options.nowMs();
  const added = await declareNewcomers(options, restored);
  if (added.length === 0) return;
  live.isSnapshotDue = true;
  await commit(live);
  live.inputs = inputsByPartition(await inputsNow(options));
  for (const partition of added) feed.add(partition, restored.positions.get(partition) ?? 0);
}

/** Says for which partitions the world has waited too long; once for each change. */
function tellAwaited(live: Live): void {
  const { options, restored } = live;
  const stuckMs = Math.max(
    leastStuckMs,
    2 * options.configuration.windowMs + restored.session.settings().allowedLatenessMs,
  );
  const isStuck = options.nowMs() - live.judgedAtMs > stuckMs;
  const awaited = isStuck ? awaitedNow(live).map((place) => awaitedPlace(live, place)) : [];
  const told = awaited.map(({ topic, partition, rung }) => `${topic}/${partition} ${rung}`).join();
  if (told === live.awaiting) return;
  live.awaiting = told;
  options.instrumentation.awaiting(awaited);
}

/**
 * Where no partition gives frames, none holds the others back; but by the wall clock there should be frames, so all are
 * awaited. Where the stream is the clock, nothing may be due.
 */
function awaitedNow({ restored, inputs, options }: Live): readonly InputPlace[] {
  const behind = restored.session.awaited();
  return behind.length > 0 || options.configuration.clock === "stream" ? behind : [...inputs.values()];
}

function awaitedPlace({ inputs, feed }: Live, place: InputPlace): AwaitedPlace {
  const found = [...inputs].find(
    ([, input]) => input.topic === place.topic && input.partition === place.partition,
  );
  const lag = found === undefined ? null : feed.lag(found[0]);
  return { ...place, rung: lag !== null && lag > 0 ? "lag" : "partition" };
}
