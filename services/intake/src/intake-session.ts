import { type SchemaReader, schemaReader } from "@tocsin/adapters/registry";
import {
  type DecodedTelemetry,
  type DecodeTelemetry,
  type MessageValue,
  payloadOf,
  telemetryDecoder,
  type WireRejection,
} from "@tocsin/adapters/wire";
import type { Configuration, ErrorCode } from "@tocsin/contracts";
import {
  arrivalRejection,
  defaultPartitionIdleMs,
  type Frame,
  type Intake,
  intake,
  type IntakeOutput,
  type IntakeSnapshot,
  type Reading,
  type Stream,
} from "@tocsin/core";
import { type ForeignIntake, foreignIntake, type ForeignTopic } from "./foreign/foreign-intake.ts";
import type { ForeignState, ForeignTaken } from "./foreign/foreign-partition.ts";

/** A message of a telemetry topic, as it stands in a log or in a recording. */
export interface TelemetryRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** When it arrived, epoch ms. */
  readonly timestampMs: number;
  readonly value: MessageValue;
}

/** A record that does not count, and why. */
export interface RefusedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch ms. */
  readonly arrivalMs: number;
  readonly code: ErrorCode;
  readonly reason: string;
  /** What it held, where that could be read. */
  readonly reading: Reading | null;
}

/** What came of a record. */
export interface IntakeStep {
  /** Frames of the windows that it closed, in order. */
  readonly frames: readonly Frame[];
  /** Whether it holds a reading or a tick, also where the intake refuses that. */
  readonly isDecoded: boolean;
  /** The reading that it holds, also where the intake refuses that. */
  readonly reading: Reading | null;
  /** Readings that count from now on: its own, and those that had to wait for it. */
  readonly readings: number;
  /** Late readings that fill gaps: they stand in frames, apart from those that count. */
  readonly revised: number;
  /** What does not count: itself, or records before it of which it is known only now. */
  readonly refused: readonly RefusedRecord[];
  /** Records of its partition that wait to be believed, with itself if it does. */
  readonly waiting: number;
  /** Names of its fields that hold what cannot be used; its reading counts without them, if it counts. */
  readonly dropped: readonly string[];
  /** Of a message of another tool, which can hold many readings: what it was read as. */
  readonly foreign?: ForeignTaken;
}

export interface IntakeSessionConfig extends Pick<
  Configuration,
  "windowMs" | "allowedLatenessMs" | "reviseMs" | "clock"
> {
  /** The stream of each telemetry topic. */
  readonly streams: ReadonlyMap<string, Stream>;
  /** Topics among them that hold what other tools write. */
  readonly foreign?: ReadonlyMap<string, ForeignTopic>;
  /** Reads what stands in the framing of a schema registry; JSON alone unless given. */
  readonly schemas?: SchemaReader;
  /** Absent: late readings of all series can fill gaps. */
  readonly bounds?: Pick<Configuration["bounds"], "maxSeries">;
  /** Telemetry counts as if it had come this much later; 0 unless given. For what is learned from an older recording. */
  readonly shiftMs?: number;
}

/** Core's memory, and that of each partition of another tool where there is one. */
export interface IntakeSessionSnapshot extends IntakeSnapshot {
  readonly foreign?: readonly ForeignState[];
}

/** Core's intake over records: the same for a live partition, a replay and a recording that is learned from. */
export interface IntakeSession extends Omit<Intake, "step" | "snapshot"> {
  snapshot(): IntakeSessionSnapshot;
  /** How far behind its clock a topic lives: what other tools write comes after its interval. */
  delayMs(topic: string): number;
  /**
   * Decodes a record and gives it to the intake. `nowMs` is the wall clock where it decides when windows close, else
   * null. A record that claims to have arrived later than that has arrived now, because it would close windows that are
   * to come; one that is more than ten minutes ahead is refused. Throws for a topic that is not in `streams`.
   */
  step(record: TelemetryRecord, nowMs: number | null): IntakeStep;
}

export function intakeSession(config: IntakeSessionConfig, snapshot?: IntakeSessionSnapshot): IntakeSession {
  const { windowMs, allowedLatenessMs, reviseMs, clock, bounds, shiftMs = 0 } = config;
  const topics: ReadonlyMap<string, ForeignTopic> = config.foreign ?? new Map();
  const streams = new Map(config.streams);
  for (const { inputs } of topics.values()) for (const [stream, name] of inputs) streams.set(name, stream);
  const timesAreChecked = clock === "wall";
  const decode = telemetryDecoder();
  const running = intake(
    {
      windowMs,
      allowedLatenessMs,
      reviseMs,
      ...(bounds === undefined ? {} : { maxSeries: bounds.maxSeries }),
      streams,
      partitionIdleMs: defaultPartitionIdleMs,
      timesAreChecked,
    },
    snapshot,
  );
  const foreign = foreignIntake(
    { running, topics, allowedLatenessMs, shiftMs, schemas: config.schemas ?? withoutSchemas },
    snapshot?.foreign,
  );
  return {
    step: (record, nowMs) =>
      foreign.has(record.topic)
        ? stepForeign(foreign, record, nowMs)
        : step(running, record, { decode, stream: streamOf(streams, record), nowMs, shiftMs }),
    advance: (place, timeMs) =>
      foreign.has(place.topic) ? foreign.advance(place, timeMs) : running.advance(place, timeMs),
    end: () => {
      const rest = foreign.end();
      const end = running.end();
      return { ...end, frames: [...rest.frames, ...end.frames], accepted: end.accepted + rest.readings };
    },
    snapshot: () =>
      topics.size === 0 ? running.snapshot() : { ...running.snapshot(), foreign: foreign.states() },
    newestMs: () => running.newestMs(),
    delayMs: foreign.delayMs,
  };
}

const withoutSchemas = schemaReader({ files: new Map(), registry: null });

/** A message of another tool. What it is refused for as a whole is told; of parts of it codes and counts. */
function stepForeign(foreign: ForeignIntake, record: TelemetryRecord, nowMs: number | null): IntakeStep {
  const { topic, partition, offset, timestampMs } = record;
  const early = earlyRefusal(timestampMs, nowMs);
  const arrivalMs = nowMs === null ? timestampMs : Math.min(timestampMs, nowMs);
  const { frames, readings, revised, taken, whole } =
    early === null
      ? foreign.step({ ...record, value: payloadOf(record.value), arrivalMs, isKnown: nowMs !== null })
      : foreign.refuse(record, arrivalMs, early);
  const where = { topic, partition, offset, arrivalMs: timestampMs };
  const refused = whole === null ? [] : [{ ...where, ...whole, reading: null }];
  const came = { frames, readings, revised, refused, waiting: 0, reading: null, dropped: nothing };
  return { ...came, isDecoded: whole === null, foreign: taken };
}

interface StepHow {
  readonly decode: DecodeTelemetry;
  readonly stream: Stream;
  readonly nowMs: number | null;
  readonly shiftMs: number;
}

function step(
  running: Intake,
  record: TelemetryRecord,
  { decode, stream, nowMs, shiftMs }: StepHow,
): IntakeStep {
  const { topic, partition, offset, timestampMs } = record;
  const decoded = earlyRefusal(timestampMs, nowMs) ?? decode(stream, record.value, timestampMs);
  const content = shiftMs === 0 ? decoded : shifted(decoded, shiftMs);
  const arrivalMs = nowMs === null ? timestampMs : Math.min(timestampMs, nowMs);
  const output = running.step({ topic, partition, offset, arrivalMs: arrivalMs + shiftMs, content });
  return decoded.kind === "rejected" ? undecoded(record, decoded, output) : decodedStep(decoded, output);
}

const nothing: readonly string[] = [];
const noReading = { reading: null, dropped: nothing } as const;

function decodedStep(
  decoded: Exclude<DecodedTelemetry, { kind: "rejected" }>,
  { frames, accepted, revised, refused, waiting }: IntakeOutput,
): IntakeStep {
  const { reading, dropped } = decoded.kind === "reading" ? decoded : noReading;
  return { frames, isDecoded: true, reading, readings: accepted, revised, refused, waiting, dropped };
}

function undecoded(
  { topic, partition, offset, timestampMs }: TelemetryRecord,
  { code, reason }: Extract<DecodedTelemetry, { kind: "rejected" }>,
  { frames, accepted, revised, waiting }: IntakeOutput,
): IntakeStep {
  const refused = { topic, partition, offset, arrivalMs: timestampMs, code, reason, reading: null };
  const nothingRead = { isDecoded: false, reading: null, dropped: nothing } as const;
  return { ...nothingRead, frames, readings: accepted, revised, refused: [refused], waiting };
}

function streamOf(streams: ReadonlyMap<string, Stream>, { topic }: TelemetryRecord): Stream {
  const stream = streams.get(topic);
  if (stream === undefined) throw new Error(`the intake was given a message of an unknown topic: ${topic}`);
  return stream;
}

function earlyRefusal(timestampMs: number, nowMs: number | null): WireRejection | null {
  if (nowMs === null || timestampMs <= nowMs) return null;
  const early = arrivalRejection(timestampMs, nowMs);
  if (early === null) return null;
  return { kind: "rejected", code: early.code as ErrorCode, reason: `the message itself ${early.reason}` };
}

function shifted(content: DecodedTelemetry, byMs: number): DecodedTelemetry {
  if (content.kind === "tick") return { kind: "tick", tickMs: content.tickMs + byMs };
  if (content.kind === "rejected") return content;
  const { reading } = content;
  return { ...content, reading: { ...reading, ts: reading.ts + byMs } };
}
