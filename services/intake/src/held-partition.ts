import { type Frame, intakeFormat, intakeSteps, maxJumpMs, type Stream } from "@tocsin/core";
import {
  type LogDelivery,
  logGap,
  type LogMark,
  type LogPlace,
  type LogRecord,
  type LogReader,
  type LogWriter,
  outputPartition,
  type StateLog,
  stateLog,
} from "@tocsin/log";
import type { AbsentThing } from "./absent-topic.ts";
import { catchUp } from "./catch-up.ts";
import { intakeGroup, type IntakeTaskOptions } from "./intake-options.ts";
import { knownSchemas } from "./foreign/known-schemas.ts";
import { configuredTopics } from "./foreign/configured-topics.ts";
import {
  type IntakeSession,
  intakeSession,
  type IntakeSessionSnapshot,
  type RefusedRecord,
} from "./intake-session.ts";
import {
  addFrames,
  addRefused,
  addTaken,
  addUndecodable,
  earlierRecord,
  framesIn,
  noOutput,
  type OutputPlaces,
  type PendingOutput,
  sendOutput,
} from "./pending-output.ts";
import { liveWatch, type ProducerWatch, producerWatch } from "./producers/producer-watch.ts";
import { partitionHealth } from "./producers/unwell.ts";
import type { TimeOfOthers } from "./time-of-others.ts";

interface Progress {
  /** The next message to take. */
  readonly offset: number;
  /** Of which log that is; absent in states of before. */
  readonly mark?: LogMark | null;
}

const isProgress = (value: unknown): boolean =>
  Number.isSafeInteger((value as Partial<Progress> | null)?.offset);

/** A partition whose identity this worker has taken over, with its state. */
export interface HeldPartition {
  readonly place: LogPlace;
  /** Reads, judges and commits until it is told to stop; rejects when the identity is lost or anything fails. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export interface PlaceToHold {
  readonly place: LogPlace;
  readonly stream: Stream;
  /** Large dead letters lose their value: the topic refused them. */
  readonly tight: boolean;
  /** Null where it is there. */
  readonly absent: AbsentInput | null;
}

/** What stands for a partition that is not there. */
export interface AbsentInput {
  readonly what: AbsentThing;
  readonly reader: LogReader;
  readonly timeOfOthers: TimeOfOthers;
}

/** Messages between two commits where no window closes: bounds what is read again after a crash. */
const maxUncommittedMessages = 50_000;
const maxUncommittedMs = 5000;
const maxPendingDeadLetters = 500;
/** Frames of one transaction, about: after a long absence there are hundreds of megabytes of them. */
const maxPendingBytes = 4_000_000;
/** Time passes by at most so many windows at once; what they close is committed before more of it passes. */
const maxPassedWindows = 1000;
const longestWaitMs = 1000;
/** How often it is told how the producers are. */
const producersToldMs = 10_000;
/** While a window could close and only the sight of the partition's end is missing. */
const closingWaitMs = 50;

/**
 * Takes a partition over: fences whoever had it, reads its state, and begins behind what that state includes.
 *
 * What comes out is a function of the partition's log, and with `clock: wall` of the moments at which its end was seen;
 * those decisions stand in the frames. Frames, dead letters, state and progress are committed in one transaction, so
 * after any crash the next holder goes on as if nothing had happened. Rejects with the reason of `stop` when that comes
 * before the state is read.
 */
export async function holdPartition(
  options: IntakeTaskOptions,
  held: PlaceToHold,
  stop: AbortSignal,
): Promise<HeldPartition> {
  const { log, configuration, instrumentation } = options;
  const { place, stream } = held;
  const identity = `${configuration.kafka.namePrefix}.intake.${place.topic}.${place.partition}`;
  const writer = await log.writer(identity);
  try {
    const output = outputPartition(stream, place.partition);
    const state = stateLog<IntakeSessionSnapshot, Progress>({
      log,
      place: { topic: configuration.topics.intakeState, partition: output },
      owner: identity,
      windowMs: configuration.windowMs,
      format: intakeFormat,
      steps: intakeSteps,
      isProgress,
    });
    const saved = await state.load(stop);
    const offset = saved?.progress.offset ?? (await startOffset(options, held));
    const mark = saved?.progress.mark ?? null;
    const knownMs = saved?.snapshot.newestMs ?? null;
    if (knownMs !== null) options.clock.knew(knownMs);
    const { foreign } = configuredTopics(configuration.topics, configuration.topicFormats);
    const own = [...foreign].filter(([topic]) => topic === place.topic);
    const read = options.schemas === undefined ? {} : { schemas: options.schemas };
    const session = intakeSession(
      { ...configuration, ...read, streams: new Map([[place.topic, stream]]), foreign: new Map(own) },
      saved?.snapshot,
    );
    const windows = { topic: configuration.topics.windows, partition: output };
    if (saved?.isOlder === true && held.absent === null) {
      // Where the topic was made anew, what is missed is gone, and nobody must wait for it.
      const to = Math.min(offset, (await log.span(place)).end);
      const missed = { place, from: saved.at.offset, to, windows };
      instrumentation.caughtUp(place, await catchUp(options, session, missed, stop));
    }
    instrumentation.acquired(place, { offset, restored: saved !== null });
    const task: Task = {
      options,
      held,
      writer,
      state,
      session,
      reader: held.absent?.reader ?? log.reader([{ ...place, offset, mark }]),
      takesPart: held.absent === null || saved !== null || (await log.span(windows)).end > 0,
      places: {
        windows: configuration.topics.windows,
        partition: place.partition,
        deadLetters: { topic: configuration.topics.deadLetters, partition: output },
      },
      offset,
      mark,
      committedOffset: offset,
      committedAtMs: options.elapsedMs(),
      isAtEnd: false,
      pending: noOutput(),
      producers: producerWatch(liveWatch),
      producersToldAtMs: options.elapsedMs(),
    };
    return { place, run: async () => await run(task, stop), close: async () => await close(task) };
  } catch (error) {
    await writer.close();
    throw error;
  }
}

async function startOffset(
  { log, startAtMs }: IntakeTaskOptions,
  { place, absent }: PlaceToHold,
): Promise<number> {
  if (absent !== null) return 0;
  if (startAtMs !== null) return await log.offsetAt(place, startAtMs);
  return (await log.span(place)).first;
}

interface Task {
  readonly options: IntakeTaskOptions;
  readonly held: PlaceToHold;
  readonly writer: LogWriter;
  readonly state: StateLog<IntakeSessionSnapshot, Progress>;
  readonly session: IntakeSession;
  readonly reader: LogReader;
  /** Whether anybody waits for its frames: of a topic that is not there only what took part before. */
  readonly takesPart: boolean;
  readonly places: OutputPlaces;
  offset: number;
  mark: LogMark | null;
  committedOffset: number;
  committedAtMs: number;
  /** Whether everything was read when the end was looked at last: what comes then is new. */
  isAtEnd: boolean;
  pending: PendingOutput;
  readonly producers: ProducerWatch;
  producersToldAtMs: number;
}

async function run(task: Task, stop: AbortSignal): Promise<void> {
  const wake = (): void => void task.reader.close().catch(() => undefined);
  stop.addEventListener("abort", wake, { once: true });
  try {
    while (!stop.aborted) await turn(task, stop);
  } finally {
    stop.removeEventListener("abort", wake);
  }
  if (task.offset !== task.committedOffset || hasOutput(task)) await commit(task);
}

async function turn(task: Task, stop: AbortSignal): Promise<void> {
  const { held } = task;
  const delivery = await task.reader.next(waitMs(task));
  if (delivery?.kind === "records") {
    await knownSchemas(task.options, { place: held.place, records: delivery.records }, stop);
    if (stop.aborted) return;
  }
  const messages = delivery === null ? 0 : await take(task, delivery);
  task.options.instrumentation.processed(held.place, messages);
  if (task.options.configuration.clock === "wall") await passTime(task);
  else if (held.absent !== null) await passWithOthers(task, held.absent);
  tellProducers(task);
  if (isDue(task)) await commit(task);
}

function tellProducers(task: Task): void {
  const { options, producers, held } = task;
  const elapsedMs = options.elapsedMs();
  if (elapsedMs - task.producersToldAtMs < producersToldMs) return;
  task.producersToldAtMs = elapsedMs;
  producers.at(elapsedMs);
  const heldBack = task.reader.heldBack(held.place);
  options.instrumentation.heldBack(held.place, heldBack === null ? 0 : heldBack.seenAtMs - heldBack.sinceMs);
  const health = partitionHealth(producers.figures(), options.configuration.allowedLatenessMs);
  options.instrumentation.producers(held.place, health);
}

/** Until the next window could close: nobody wakes a partition in which nothing arrives. */
function waitMs({ options, reader, held }: Task): number {
  const { clock, windowMs, allowedLatenessMs } = options.configuration;
  if (clock !== "wall") return longestWaitMs;
  const sinceMs = options.clock.hostMs() - allowedLatenessMs;
  const closedMs = Math.floor(sinceMs / windowMs) * windowMs;
  const seenMs = reader.endSeenAtMs(held.place) ?? reader.heldBack(held.place)?.seenAtMs ?? null;
  if (seenMs === null || seenMs < closedMs + allowedLatenessMs) return closingWaitMs;
  return Math.min(longestWaitMs, Math.max(closingWaitMs, closedMs + windowMs - sinceMs));
}

async function close({ reader, writer, options, held }: Task): Promise<void> {
  await reader.close();
  await writer.close();
  options.instrumentation.released(held.place);
}

/** Gives the number of messages in the delivery. What it closes is committed between two messages where it is much. */
async function take(task: Task, delivery: LogDelivery): Promise<number> {
  const { instrumentation } = task.options;
  const { place } = task.held;
  if (delivery.kind !== "records") task.offset = delivery.nextOffset;
  task.mark = task.reader.mark(place);
  if (delivery.kind === "gap") {
    instrumentation.gap(place, logGap(delivery));
    return 0;
  }
  if (delivery.kind === "undecodable") {
    const { firstOffset: first, nextOffset: next, reason } = delivery;
    instrumentation.undecodable(place, { first, next, reason });
    addUndecodable(task.pending, delivery);
    return 0;
  }
  const nowMs = task.options.configuration.clock === "wall" ? arrivedBy(task, delivery.records) : null;
  task.producers.at(task.options.elapsedMs());
  for (const record of delivery.records) {
    const step = task.session.step(record, nowMs);
    addTaken(task.pending, step.dropped);
    if (step.foreign !== undefined) instrumentation.foreign(place, step.foreign);
    task.producers.take(record, step);
    addFrames(task.pending, step.frames);
    for (const one of step.refused) addRefusedRecord(task, one, record);
    if (task.pending.bytes < maxPendingBytes) continue;
    task.offset = record.offset + 1;
    await commit(task);
  }
  task.offset = delivery.nextOffset;
  return delivery.records.length;
}

/** What the records say of the time is heard first: it is the only thing beside the host's clock that does. */
function arrivedBy({ options: { clock }, isAtEnd }: Task, records: readonly LogRecord[]): number {
  for (const { timestampMs } of records) clock.heard(timestampMs, isAtEnd);
  return clock.look().nowMs;
}

/** `record` is the one at hand; of an earlier one only its place and reading are known. */
function addRefusedRecord(task: Task, refused: RefusedRecord, record: LogRecord | null): void {
  const { tight } = task.held;
  const isAtHand = record !== null && record.offset === refused.offset;
  addRefused(task.pending, isAtHand ? record : earlierRecord(refused), refused, tight);
}

/** Nothing arrived before the moment at which the end was seen but what was taken: time may pass to there. */
async function passTime(task: Task): Promise<void> {
  if (!task.takesPart) return;
  const { place } = task.held;
  const { clock } = task.options;
  const endSeenAtMs = task.reader.endSeenAtMs(place) ?? passedBy(task);
  task.isAtEnd = endSeenAtMs !== null;
  if (endSeenAtMs === null) return;
  const { passMs } = clock.look();
  const agoMs = clock.hostMs() - endSeenAtMs;
  // Negative where the host's clock was set back since then: the next answer says it by the new time.
  if (passMs === null || agoMs < 0) return;
  await passTo(task, passMs - agoMs);
}

/** Where the stream is the clock, time passes in what is not there as it does in the others. */
async function passWithOthers(task: Task, { timeOfOthers }: AbsentInput): Promise<void> {
  if (!task.takesPart) return;
  const closedMs = await timeOfOthers();
  if (closedMs === null) return;
  const { topic } = task.held.place;
  await passTo(task, closedMs + task.options.configuration.allowedLatenessMs + task.session.delayMs(topic));
}

async function passTo(task: Task, toMs: number): Promise<void> {
  const { place, absent } = task.held;
  for (const timeMs of stepsTo(task, toMs)) {
    const { frames, refused } = task.session.advance(place, timeMs);
    // What a topic has in fewer partitions than before is seen all the same.
    addFrames(task.pending, absent?.what === "topic" ? frames.map(unseen) : frames);
    for (const one of refused) addRefusedRecord(task, one, null);
    if (timeMs < toMs && task.pending.bytes >= maxPendingBytes) await commit(task);
  }
}

const unseen = (frame: Frame): Frame => ({ ...frame, unseen: true });

/** The moments by which time passes, from where it stands; after more than is caught up with it begins anew at once. */
function stepsTo({ session, options }: Task, toMs: number): readonly number[] {
  const fromMs = session.newestMs();
  const stepMs = maxPassedWindows * options.configuration.windowMs;
  if (fromMs === null || toMs - fromMs > maxJumpMs) return [toMs];
  const steps = Math.max(0, Math.ceil((toMs - fromMs) / stepMs) - 1);
  return [...Array.from({ length: steps }, (_, step) => fromMs + (step + 1) * stepMs), toMs];
}

/** Time does not wait for ever for a transaction that nobody ends: everything in front of it was read at that moment. */
function passedBy({ reader, held, options }: Task): number | null {
  const heldBack = reader.heldBack(held.place);
  if (heldBack === null) return null;
  const { sinceMs, seenAtMs } = heldBack;
  return seenAtMs - sinceMs >= options.configuration.kafka.openTransactionMs ? seenAtMs : null;
}

function hasOutput({ pending }: Task): boolean {
  return pending.frames.size > 0 || pending.deadLetters.length > 0;
}

function isDue(task: Task): boolean {
  const { pending, offset, committedOffset, committedAtMs, options } = task;
  if (pending.frames.size > 0 || pending.deadLetters.length >= maxPendingDeadLetters) return true;
  if (offset === committedOffset && !hasOutput(task)) return false;
  const elapsedMs = options.elapsedMs() - committedAtMs;
  return Math.abs(offset - committedOffset) >= maxUncommittedMessages || elapsedMs >= maxUncommittedMs;
}

async function commit(task: Task): Promise<void> {
  const { pending, offset, mark, writer, state, places, options, held } = task;
  const group = intakeGroup(options.configuration);
  const stateBytes = await writer.transaction(async (transaction) => {
    await sendOutput(transaction, pending, places);
    const bytes = await state.save(transaction, { offset, mark }, task.session.snapshot());
    if (held.absent === null) await transaction.offsets(group, [{ ...held.place, offset }]);
    return bytes;
  });
  task.pending = noOutput();
  task.committedOffset = offset;
  task.committedAtMs = options.elapsedMs();
  options.instrumentation.committed(held.place, {
    messages: pending.messages,
    refused: pending.refused,
    dropped: pending.dropped,
    frames: framesIn(pending),
    deadLetters: pending.deadLetters.length,
    stateBytes: stateBytes ?? 0,
    closedUntilMs: pending.closedUntilMs,
    lag: task.reader.lag(held.place),
  });
}
