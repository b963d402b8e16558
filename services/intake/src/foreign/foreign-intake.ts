import type { TopicFormat } from "@tocsin/adapters/config";
import type { SchemaReader } from "@tocsin/adapters/registry";
import { decodedValue, type Payload } from "@tocsin/adapters/wire";
import type { ErrorCode } from "@tocsin/contracts";
import type { DeliveredContent, Frame, Intake, IntakeOutput, Stream } from "@tocsin/core";
import type { Refused, TimedReading } from "@tocsin/formats";
import {
  type ForeignClosed,
  type ForeignPartition,
  foreignPartition,
  type ForeignState,
  type ForeignTaken,
} from "./foreign-partition.ts";

/** A topic of another tool, and the streams that come out of it, each by the name of its input. */
export interface ForeignTopic {
  readonly format: TopicFormat;
  readonly inputs: ReadonlyMap<Stream, string>;
}

export interface ForeignRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly value: Payload;
  readonly arrivalMs: number;
  /** Whether somebody who knows the time has checked the arrival. */
  readonly isKnown: boolean;
}

/** What came of a message, or of time that passed, in a partition of another tool. */
export interface ForeignStep {
  readonly frames: readonly Frame[];
  /** Readings that count from now on. */
  readonly readings: number;
  /** Late ones that fill gaps. */
  readonly revised: number;
  readonly taken: ForeignTaken;
  /** Why nothing of the message counts; null where something does, or nothing was asked of it. */
  readonly whole: Whole | null;
}

interface Whole {
  readonly code: ErrorCode;
  readonly reason: string;
}

export interface ForeignIntakeConfig {
  readonly running: Intake;
  readonly topics: ReadonlyMap<string, ForeignTopic>;
  readonly allowedLatenessMs: number;
  readonly schemas: SchemaReader;
  /** Readings count as if they were this much later. */
  readonly shiftMs: number;
}

/** Topics that hold what other tools write, in front of core's intake: it gets their readings, each at the end of its interval. */
export interface ForeignIntake {
  readonly has: (topic: string) => boolean;
  /** How far behind its clock a topic lives; 0 of our own telemetry. */
  readonly delayMs: (topic: string) => number;
  readonly step: (record: ForeignRecord) => ForeignStep;
  /** Counts a message that is refused without being read. */
  readonly refuse: (
    place: Pick<ForeignRecord, "topic" | "partition" | "offset">,
    arrivalMs: number,
    why: Whole,
  ) => ForeignStep;
  readonly advance: (place: Pick<ForeignRecord, "topic" | "partition">, timeMs: number) => IntakeOutput;
  /** Frames and readings of what was left, before core's own end. */
  readonly end: () => Pick<ForeignStep, "frames" | "readings">;
  readonly states: () => readonly ForeignState[];
}

interface Held {
  readonly topic: string;
  readonly partition: number;
  readonly of: ForeignTopic;
  readonly reads: ForeignPartition;
  offset: number;
}

export function foreignIntake(
  config: ForeignIntakeConfig,
  before: readonly ForeignState[] = [],
): ForeignIntake {
  const { topics, allowedLatenessMs, schemas } = config;
  const partitions = new Map<string, Held>();
  const heldAt = (topic: string, partition: number, state?: ForeignState): Held => {
    const key = `${topic}/${partition}`;
    const known = partitions.get(key);
    if (known !== undefined) return known;
    const of = topics.get(topic)!;
    const reads = foreignPartition({ format: of.format, partition, allowedLatenessMs, schemas }, state);
    const held = { topic, partition, of, offset: 0, reads };
    partitions.set(key, held);
    return held;
  };
  for (const state of before) if (topics.has(state.topic)) heldAt(state.topic, state.partition, state);
  return {
    has: (topic) => topics.has(topic),
    delayMs: (topic) => topics.get(topic)?.format.delayMs ?? 0,
    step: (record) => {
      const held = heldAt(record.topic, record.partition);
      held.offset = record.offset;
      const taken = held.reads.take(record);
      const whole = wholeRefusal(taken);
      const out = newSum();
      if (whole !== null)
        give(config, held, { input: firstInput(held), atMs: record.arrivalMs, content: rejection }, out);
      const closed = held.reads.due();
      if (closed !== null) {
        passOn(config, held, closed, out);
        const newestMs = held.reads.timeMs();
        for (const other of partitions.values())
          if (newestMs !== null) passOther(config, other, newestMs - silentMs, out);
      }
      return { ...out, taken: { ...taken, refused: [...taken.refused, ...out.refused] }, whole };
    },
    refuse: ({ topic, partition, offset }, arrivalMs, { code, reason }) => {
      const held = heldAt(topic, partition);
      held.offset = offset;
      const out = newSum();
      give(config, held, { input: firstInput(held), atMs: arrivalMs, content: rejection }, out);
      const taken = { format: null, used: 0, refused: out.refused, leftOut: new Map<string, number>() };
      return { ...out, taken, whole: { code, reason } };
    },
    advance: ({ topic, partition }, timeMs) => {
      const held = heldAt(topic, partition);
      held.reads.pass(timeMs);
      const out = newSum();
      const closed = held.reads.due();
      if (closed !== null) passOn(config, held, closed, out);
      for (const input of held.of.inputs.values()) {
        const coreMs = timeMs - held.of.format.delayMs;
        add(out, config.running.advance({ topic: input, partition }, coreMs));
      }
      return { frames: out.frames, accepted: out.readings, revised: out.revised, refused: [], waiting: 0 };
    },
    end: () => {
      const out = newSum();
      const times = [...partitions.values()].flatMap(({ reads }) => reads.timeMs() ?? []);
      const newestMs = Math.max(...times);
      for (const held of partitions.values()) {
        if (times.length > 0) passOther(config, held, newestMs, out);
        const closed = held.reads.rest();
        if (closed !== null) passOn(config, held, closed, out);
      }
      return out;
    },
    states: () =>
      [...partitions.values()].map(({ topic, partition, reads }) => ({ topic, partition, ...reads.state() })),
  };
}

/** In a recording a partition that is silent is moved on by the others, well before core moves it. */
const silentMs = 1_800_000;

function passOther(config: ForeignIntakeConfig, held: Held, timeMs: number, out: Sum): void {
  const knownMs = held.reads.timeMs();
  if (knownMs === null || knownMs >= timeMs) return;
  held.reads.pass(timeMs);
  const closed = held.reads.due();
  if (closed !== null) passOn(config, held, closed, out);
}

const rejection: DeliveredContent = { kind: "rejected" };

/** What came together. */
interface Sum {
  readonly frames: Frame[];
  readings: number;
  revised: number;
  readonly refused: Refused[];
}

const newSum = (): Sum => ({ frames: [], readings: 0, revised: 0, refused: [] });

function add(to: Sum, { frames, accepted, revised, refused }: IntakeOutput): void {
  to.frames.push(...frames);
  to.readings += accepted;
  to.revised += revised;
  for (const { code, reason, reading } of refused) {
    to.refused.push({ code, reason, subject: reading?.service ?? "clock", count: 1 });
  }
}

const firstInput = ({ of, topic }: Held): string => [...of.inputs.values()][0] ?? topic;

function give(
  { running, shiftMs }: ForeignIntakeConfig,
  { partition, offset }: Held,
  { input, atMs, content }: Given,
  out: Sum,
): void {
  add(out, running.step({ topic: input, partition, offset, arrivalMs: atMs + shiftMs, content }));
}

/** What core gets, and when it counts as arrived. */
interface Given {
  readonly input: string;
  readonly atMs: number;
  readonly content: DeliveredContent;
}

/** Gives readings to core in the order in which their intervals ended, and then the time to each of the streams. */
function passOn(config: ForeignIntakeConfig, held: Held, closed: ForeignClosed, out: Sum): void {
  const { shiftMs } = config;
  out.refused.push(...closed.refused);
  for (const reading of closed.readings) {
    const input = held.of.inputs.get(reading.stream);
    if (input === undefined) out.refused.push(notTaken(held, reading));
    else {
      const content = contentOf(reading, shiftMs, out);
      if (content !== null) give(config, held, { input, atMs: reading.arrivalMs, content }, out);
    }
  }
  const tickMs = closed.timeMs + shiftMs;
  for (const input of held.of.inputs.values())
    give(config, held, { input, atMs: closed.timeMs, content: { kind: "tick", tickMs } }, out);
}

function contentOf(
  { stream, value, arrivalMs }: TimedReading,
  shiftMs: number,
  out: Sum,
): DeliveredContent | null {
  const decoded = decodedValue(stream, value, arrivalMs);
  if (decoded.kind === "rejected") {
    out.refused.push({ code: decoded.code, reason: decoded.reason, subject: value.service, count: 1 });
    return null;
  }
  if (decoded.kind === "tick") return null;
  const { reading } = decoded;
  return { kind: "reading", reading: shiftMs === 0 ? reading : { ...reading, ts: reading.ts + shiftMs } };
}

const topicKeys: Readonly<Record<Stream, string>> = {
  "error-rate": "topics.errorRate",
  "delivery-latency": "topics.deliveryLatency",
  "report-volume": "topics.reportVolume",
};

function notTaken({ topic }: Held, { stream, value }: TimedReading): Refused {
  const reason = `${stream} of ${value.service}: ${topicKeys[stream]} is not ${topic}`;
  return { code: "stream-not-taken", reason, subject: stream, count: 1 };
}

/** A message of which nothing counts and something was refused is refused as a whole, by what was found first. */
function wholeRefusal({ used, refused }: ForeignTaken): Whole | null {
  const [first] = refused;
  if (used > 0 || first === undefined || first.code === "duplicate") return null;
  return { code: first.code, reason: first.reason };
}
