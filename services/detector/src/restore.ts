import { type DetectionSnapshot, detectorVersion, type InputPlace } from "@tocsin/core";
import {
  inputPlaces,
  logGap,
  type LogMark,
  type LogPlace,
  presentCounts,
  type SavedState,
  telemetryStandIn,
} from "@tocsin/log";
import { breather } from "./breather.ts";
import { type CommandBook, commandBook } from "./commands/command-book.ts";
import { type DetectionSession, detectionSession, type SessionSnapshot } from "./detection-session.ts";
import type { DetectionSettings } from "./detection-settings.ts";
import type { DetectorOptions } from "./detector-options.ts";
import type { DetectorProgress, DetectorState, Positions } from "./detector-state.ts";
import { firstWindowStart } from "./first-window.ts";
import { frameFeed } from "./frame-feed.ts";
import { knownFrame } from "./known-frame.ts";
import { type LeftOpen, readLeftOpen } from "./left-open.ts";

/** A detector that is ready to read on. */
export interface RestoredDetector {
  readonly session: DetectionSession;
  /** What people tell it; read to the end of what was there. */
  readonly commands: CommandBook;
  /** Next offset of every windows partition that takes part. */
  readonly positions: Map<number, number>;
  /** Of which logs they are, as far as it is known. */
  readonly marks: Map<number, LogMark>;
  readonly suppressUntilMs: number | null;
  /** End of the newest window of which something was emitted, epoch ms: nothing of those up to there is emitted again. */
  readonly judgedUntilMs: number | null;
  /** What a memory that is gone left open; null where nothing was, or all is settled. */
  readonly leftOpen: LeftOpen | null;
  /** Whether the memory is other than what was last written: it must be written before anything is emitted. */
  readonly isChanged: boolean;
}

/**
 * Every input partition with the windows partition that holds its frames. One whose windows partition is not there yet is
 * left out: nobody can write its frames, and the others shall not wait until somebody adds it. Of a topic that is not there
 * those stand that have taken part: the intake goes on to give their frames.
 */
export async function inputsNow({
  log,
  configuration: { topics },
}: DetectorOptions): Promise<readonly { readonly input: InputPlace; readonly windows: LogPlace }[]> {
  const { errorRate, deliveryLatency, reportVolume } = topics;
  const telemetry = [...new Set([errorRate, deliveryLatency, reportVolume])];
  const standIn = telemetryStandIn(topics.windows);
  const windowsPartitions = (await log.partitionCounts([topics.windows])).get(topics.windows) ?? 0;
  const present = await presentCounts(log, telemetry);
  const missing = telemetry.filter((topic) => !present.has(topic));
  const there = inputPlaces(topics, present).filter(({ windows }) => windows.partition < windowsPartitions);
  if (missing.length === 0) return there;
  const room = Math.floor(windowsPartitions / standIn.divisor);
  const stand = inputPlaces(topics, new Map(missing.map((topic) => [topic, room])));
  const spans = await Promise.all(stand.map(async ({ windows }) => await log.span(windows)));
  return [...there, ...stand.filter((_, at) => spans[at]!.end > 0)].sort(
    (one, other) => one.windows.partition - other.windows.partition,
  );
}

/** Input partition of each windows partition. */
export const inputsByPartition = (
  inputs: Awaited<ReturnType<typeof inputsNow>>,
): ReadonlyMap<number, InputPlace> => new Map(inputs.map(({ input, windows }) => [windows.partition, input]));

/** Null, or rejects with the reason, when it was stopped before it was ready. The identity must have been taken over. */
export async function restoreDetector(
  options: DetectorOptions,
  state: DetectorState,
  stop: AbortSignal,
): Promise<RestoredDetector | null> {
  const saved = await state.load(stop);
  const commands = bookFrom(options, saved);
  try {
    const restored =
      saved === null
        ? await begin(options, commands, stop)
        : await takeUp({ ...options, commands }, saved, stop);
    if (restored === null) return null;
    const added = await declareNewcomers(options, restored);
    return { ...restored, isChanged: restored.isChanged || added.length > 0 };
  } catch (error) {
    await commands.close();
    throw error;
  }
}

/** Partitions that have come since take part from the next window on. Gives those of the windows topic. */
export async function declareNewcomers(
  options: DetectorOptions,
  { session, positions }: Pick<RestoredDetector, "session" | "positions">,
): Promise<readonly number[]> {
  const newcomers = (await inputsNow(options)).filter(({ windows }) => !positions.has(windows.partition));
  for (const { windows } of newcomers) {
    positions.set(windows.partition, (await options.log.span(windows)).first);
  }
  session.declarePartitions(newcomers.map(({ input }) => input));
  return newcomers.map(({ windows }) => windows.partition);
}

async function begin(
  options: DetectorOptions,
  commands: CommandBook,
  stop: AbortSignal,
): Promise<RestoredDetector | null> {
  const { warmStart, settings, configuration, instrumentation } = options;
  const suppressUntilMs = warmStart?.kind === "topics" ? warmStart.suppressUntilMs : null;
  if (suppressUntilMs !== null) instrumentation.learning({ from: "topics", untilMs: suppressUntilMs });
  const learned = warmStart?.kind === "recording" ? await learn(options, stop) : undefined;
  if (learned === null) return null;
  instrumentation.restored({
    kind: learned === undefined ? "nothing" : "recording",
    windows: 0,
    stateBytes: 0,
  });
  await commands.readToEnd(stop);
  const leftOpen = await readLeftOpen(options, { toldTo: null, suppressUntilMs }, stop);
  return {
    session: liveSession(settings, { configuration, suppressUntilMs, snapshot: learned, commands }),
    commands,
    positions: new Map(),
    marks: new Map(),
    suppressUntilMs,
    judgedUntilMs: null,
    leftOpen,
    isChanged: true,
  };
}

function bookFrom(
  { log, configuration, instrumentation, nowMs }: DetectorOptions,
  saved: SavedState<SessionSnapshot, DetectorProgress> | null,
): CommandBook {
  const [appliedTo, committedTo] = [saved?.at.commandsTo ?? null, saved?.progress.commandsTo ?? null];
  const { windowMs, topics } = configuration;
  const { commands: topic } = topics;
  return commandBook({ log, topic, instrumentation, nowMs, windowMs, appliedTo, committedTo });
}

/** A session over declared partitions; evidence is made of every window. */
function liveSession(
  settings: DetectionSettings,
  how: Pick<DetectorOptions, "configuration"> &
    Pick<RestoredDetector, "suppressUntilMs" | "commands"> & {
      readonly snapshot: DetectionSnapshot | undefined;
    },
): DetectionSession {
  const { windowMs } = how.configuration;
  const { suppressUntilMs, snapshot } = how;
  const { beforeWindow } = how.commands;
  const config = { settings, windowMs, newcomerWaitMs: 0, withEvidence: true, suppressUntilMs, beforeWindow };
  return detectionSession(config, snapshot);
}

async function learn(options: DetectorOptions, stop: AbortSignal): Promise<DetectionSnapshot | null> {
  const { log, warmStart, instrumentation, configuration } = options;
  if (warmStart?.kind !== "recording") return null;
  await warmStart.ask();
  instrumentation.learning({ from: "recording", untilMs: null });
  const inputs = await inputsNow(options);
  const from = await Promise.all(
    inputs.map(async ({ windows }) => ({ ...windows, offset: (await log.span(windows)).first })),
  );
  const search = { log, windowMs: configuration.windowMs, stop, waiting: () => instrumentation.processed(0) };
  const first = await firstWindowStart(search, from);
  return first === null ? null : await warmStart.learn(first);
}

/** Links change no detection, and so not the hash: alerts carry those of the present configuration. */
const isSameLinks = (one: DetectionSettings, other: DetectionSettings): boolean =>
  JSON.stringify(one.links ?? {}) === JSON.stringify(other.links ?? {});

/**
 * What was told since the snapshot is told again before the same windows; and nothing that has come since, because they were
 * judged without it.
 */
async function takeUp(
  options: DetectorOptions & Pick<RestoredDetector, "commands">,
  saved: SavedState<SessionSnapshot, DetectorProgress>,
  stop: AbortSignal,
): Promise<RestoredDetector> {
  const { suppressUntilMs, positions, judgedUntilMs, commandsTo: committedTo = null } = saved.progress;
  const { leftOpenTo: toldTo = null } = saved.progress;
  const { settings, detection: snapshot } = saved.snapshot;
  const { configuration, commands } = options;
  const session = liveSession(settings, { configuration, suppressUntilMs, snapshot, commands });
  await commands.readToEnd(stop);
  const { isAnew } = commands.drain();
  if (isAnew) session.forgetCommandsOffset();
  commands.limit(isAnew ? 0 : (committedTo ?? 0));
  const { windows, moved } = await catchUp(options, session, {
    marks: new Map(saved.at.marks ?? []),
    from: [...saved.at.positions, ...(await positionsSince(options, session, saved))],
    to: await positionsThatAre(options, positions),
    stop,
  });
  commands.limit(null);
  const { isTold } = commands.drain();
  options.instrumentation.restored({ kind: "snapshot", windows, stateBytes: saved.sizeBytes });
  if (saved.isOlder) options.instrumentation.caughtUp(windows);
  const { detectorVersion: takenBy } = snapshot.windows;
  const isOfAnother = saved.isUpgraded || takenBy !== detectorVersion;
  const isAdopted = settings.configHash !== options.settings.configHash;
  if (isAdopted || !isSameLinks(settings, options.settings)) session.adopt(options.settings);
  if (isAdopted || isOfAnother) {
    const { configHash } = options.settings;
    options.instrumentation.adopted({ configHash, takenBy, judgedAgain: windows });
  }
  const isChanged = isAdopted || isOfAnother || isAnew || isTold;
  const marks = new Map((saved.progress.marks ?? []).filter(([partition]) => !moved.has(partition)));
  const readOn = new Map([...positions, ...moved]);
  const leftOpen = toldTo === null ? null : await readLeftOpen(options, { toldTo, suppressUntilMs }, stop);
  return { session, commands, positions: readOn, marks, suppressUntilMs, judgedUntilMs, leftOpen, isChanged };
}

/**
 * Where the newest snapshot cannot be read, partitions may have come to take part since the one before: they take part
 * from then on, a little earlier than they were, and none of their frames is passed over.
 */
async function positionsSince(
  options: DetectorOptions,
  session: DetectionSession,
  { at, progress }: SavedState<SessionSnapshot, DetectorProgress>,
): Promise<Positions> {
  const before = new Map(at.positions);
  const since = new Set(
    progress.positions.map(([partition]) => partition).filter((partition) => !before.has(partition)),
  );
  if (since.size === 0) return [];
  const places = (await inputsNow(options)).filter(({ windows }) => since.has(windows.partition));
  session.declarePartitions(places.map(({ input }) => input));
  return await Promise.all(
    places.map(async ({ windows }) => [windows.partition, (await options.log.span(windows)).first] as const),
  );
}

/** Where a topic was made anew the old positions are beyond its end, and nobody must wait for what will stand there. */
async function positionsThatAre({ log, configuration }: DetectorOptions, positions: Positions) {
  const { windows: topic } = configuration.topics;
  return await Promise.all(
    positions.map(async ([partition, offset]) => {
      const { end } = await log.span({ topic, partition });
      return [partition, Math.min(offset, end)] as const;
    }),
  );
}

const pollMs = 1000;

interface Missed {
  readonly from: Positions;
  readonly to: Positions;
  readonly marks: ReadonlyMap<number, LogMark>;
  readonly stop: AbortSignal;
}

/**
 * Judges the frames between a snapshot and the last commit once more and emits nothing: what came of them was emitted with
 * that commit. Not one frame more, or windows would be judged of which nobody was told. Gives the number of windows, and
 * where partitions are read on whose frames are not there any more, or are others: nobody was told of what they hold now.
 */
async function catchUp(
  options: DetectorOptions,
  session: DetectionSession,
  { from, to, marks, stop }: Missed,
): Promise<{ readonly windows: number; readonly moved: ReadonlyMap<number, number> }> {
  const { log, configuration, instrumentation } = options;
  const inputs = inputsByPartition(await inputsNow(options));
  const targets = new Map(to);
  const behind = new Map(from.filter(([partition, offset]) => offset < (targets.get(partition) ?? 0)));
  const feed = frameFeed(log, configuration.topics.windows, behind, marks);
  const moved = new Map<number, number>();
  let windows = 0;
  const breathe = breather(options.nowMs);
  try {
    while (behind.size > 0) {
      stop.throwIfAborted();
      const delivery = await feed.next(pollMs);
      instrumentation.processed(0);
      if (delivery === null) continue;
      const { partition } = delivery.place;
      const target = targets.get(partition) ?? 0;
      if (delivery.kind === "gap") {
        instrumentation.gap(delivery.place, logGap(delivery));
        if (delivery.reason !== "deleted") {
          moved.set(partition, delivery.nextOffset);
          behind.delete(partition);
        }
      }
      if (delivery.kind === "records") {
        const known = delivery.records.filter(({ offset }) => offset < target);
        for (const record of known) {
          const decoded = knownFrame(record, configuration.windowMs, inputs);
          if (decoded.kind === "rejected") continue;
          session.add(decoded.frame);
          for (; session.next() !== null; windows += 1) await breathe();
        }
      }
      if (delivery.nextOffset >= target) behind.delete(partition);
      feed.hold(new Set([...targets.keys()].filter((key) => !behind.has(key))));
    }
  } finally {
    await feed.close();
  }
  return { windows, moved };
}
