import type { TopicFormats } from "@tocsin/adapters/config";
import type { RecordedMessage } from "@tocsin/adapters/file";
import { RegistryFault, type SchemaReader } from "@tocsin/adapters/registry";
import { decodeFrame } from "@tocsin/adapters/wire";
import type { Configuration, ErrorCode } from "@tocsin/contracts";
import { type Frame, maxJumpMs, type Stream } from "@tocsin/core";
import {
  configuredTopics,
  type ForeignTaken,
  intakeSession,
  type IntakeStep,
  type RefusedRecord,
  type TelemetryRecord,
} from "@tocsin/intake";
import { serverFault } from "../exit-codes.ts";
import { recordOf } from "../settings/recorded-record.ts";
import type { LateLine } from "../unseen/late-lines.ts";
import { howLate } from "../unseen/how-late.ts";
import { isEvidenceTopic } from "./recorded-commands.ts";
import { isWindowsTopic } from "./recorded-places.ts";
import { serviceOfLine } from "../unseen/service-of-line.ts";

/** Frames of a recording: of its telemetry by the intake, or recorded ones as they are. */
export interface RecordedFrames {
  /** Where a message needs a schema that is not known: when it is. Null, as of nearly all, where nothing is needed. */
  readonly ready: (message: RecordedMessage) => Promise<void> | null;
  readonly step: (message: RecordedMessage) => RecordedStep;
  /** After the last message. */
  readonly end: () => RecordedFramesEnd;
}

/** What came of a recorded message: frames, the readings that count from now on, and what does not count. */
/** `readings`: those that count, late ones that fill a gap among them. */
export interface RecordedStep extends Pick<IntakeStep, "frames" | "readings" | "dropped"> {
  readonly refused: readonly RefusedLine[];
  /** Readings that were refused before: a recorded frame counts them. Below 0 for the part that holds what filled gaps. */
  readonly refusedBefore: number;
}

/** A recorded message that does not count, and why. */
export interface RefusedLine {
  readonly message: RecordedMessage;
  readonly code: ErrorCode;
  readonly reason: string;
  /** Whose line it was; null where that is not known. */
  readonly service: string | null;
  /** Of a reading that was late. */
  readonly late: LateLine | null;
}

export interface RecordedFramesEnd {
  /** Frames that waited for more. */
  readonly frames: readonly Frame[];
  /** Accepted readings of windows that the input does not finish. */
  readonly unfinished: number;
  /** Readings that count at last, and messages that do not. */
  readonly readings: number;
  readonly refused: readonly RefusedLine[];
  /** Start of the newest window of which the recording holds a frame; null where it holds telemetry. */
  readonly lastRecordedWindow: number | null;
}

export interface RecordedFramesConfig {
  readonly configuration: Pick<
    Configuration,
    "windowMs" | "allowedLatenessMs" | "reviseMs" | "topics" | "bounds"
  >;
  /** The stream of each telemetry topic. */
  readonly streams: ReadonlyMap<string, Stream>;
  /** How topics with messages of other tools are read; none unless given. */
  readonly topicFormats?: TopicFormats;
  /** Reads what stands in the framing of a schema registry. */
  readonly schemas?: SchemaReader;
  /** Told of each message of another tool. */
  readonly foreign?: (topic: string, taken: ForeignTaken) => void;
}

/**
 * One recording holds telemetry or frames: what its first usable message is decides, and messages of the other kind are
 * refused, because the same readings would count twice.
 */
export function recordedFrames(config: RecordedFramesConfig): RecordedFrames {
  const { configuration, streams, schemas } = config;
  const { windowMs, allowedLatenessMs, reviseMs, topics, bounds } = configuration;
  const { foreign } = configuredTopics(topics, config.topicFormats);
  const intake = intakeSession({
    windowMs,
    allowedLatenessMs,
    reviseMs,
    clock: "stream",
    streams,
    foreign,
    bounds,
    ...(schemas === undefined ? {} : { schemas }),
  });
  let holds: "telemetry" | "frames" | null = null;
  let newestWindow: number | null = null;
  const lateOf = howLate({ windowMs, allowedLatenessMs }, () => intake.snapshot());
  const waiting = waitingLines(lateOf);

  function stepTelemetry(message: RecordedMessage, record: TelemetryRecord): RecordedStep {
    const step = intake.step(record, null);
    if (step.isDecoded) holds ??= "telemetry";
    if (step.foreign !== undefined) config.foreign?.(record.topic, step.foreign);
    if (step.waiting > 0 || step.refused.length > 0) waiting.add(message, record);
    const lines = step.refused.map((one) => waiting.lineOf(one));
    if (step.waiting === 0) waiting.clear(record);
    const { frames, readings, revised, dropped } = step;
    return { frames, readings: readings + revised, refused: lines, refusedBefore: 0, dropped };
  }

  function stepFrame(message: RecordedMessage): RecordedStep {
    const decoded = decodeFrame(message.payload, windowMs);
    if (decoded.kind === "rejected") return refusal(message, decoded);
    const { frame } = decoded;
    if (newestWindow !== null && frame.windowStart > newestWindow + maxJumpMs)
      return refusal(message, tooFarAhead);
    holds ??= "frames";
    newestWindow = Math.max(newestWindow ?? frame.windowStart, frame.windowStart);
    const { late, rejected, conflict } = frame.counts;
    const filling = frame.lateColumns?.service.length ?? 0;
    const readings = frame.columns.service.length + filling;
    const refusedBefore = late - filling + rejected + conflict;
    return { frames: [frame], readings, refused: [], refusedBefore, dropped: [] };
  }

  return {
    ready: (message) => {
      if (schemas === undefined || foreign.size === 0) return null;
      if (config.topicFormats?.has(recordOf(message, topics).topic) !== true) return null;
      const missing = schemas.missing([message.payload]);
      return missing.length === 0 ? null : loaded(schemas, missing);
    },
    step: (message) => {
      const isFrame = isWindowsTopic(message.topic, topics);
      const record = recordOf(message, topics);
      if (isEvidenceTopic(message.topic, topics)) return nothing;
      if (!isFrame && !streams.has(record.topic)) return refusal(message, unknownTopic(message.topic));
      if (holds !== null && isFrame !== (holds === "frames"))
        return refusal(message, otherKind(message.topic, holds));
      return isFrame ? stepFrame(message) : stepTelemetry(message, record);
    },
    end: () => {
      const { frames, unfinished, accepted, refused } = intake.end();
      const lastRecordedWindow = holds === "frames" ? newestWindow : null;
      return {
        frames,
        unfinished,
        readings: accepted,
        refused: refused.map((one) => waiting.lineOf(one)),
        lastRecordedWindow,
      };
    },
  };
}

/** A replay does not wait for a registry that does not answer. */
async function loaded(schemas: SchemaReader, ids: readonly number[]): Promise<void> {
  try {
    for (const id of ids) await schemas.load(id);
  } catch (error) {
    if (!(error instanceof RegistryFault)) throw error;
    throw serverFault(
      `the schema registry: ${error.message}`,
      "Set schemaRegistry.url, or keep its schemas in a folder: schemaRegistry.folder.",
    );
  }
}

/** Lines of partitions in which messages wait to be believed: what is refused in the end is told with its line. */
function waitingLines(lateOf: (refused: RefusedRecord) => LateLine | null) {
  const byPlace = new Map<string, Map<number, RecordedMessage>>();
  const nameOf = ({ topic, partition }: Pick<TelemetryRecord, "topic" | "partition">) =>
    `${topic}/${partition}`;
  return {
    add(message: RecordedMessage, record: TelemetryRecord): void {
      const place = nameOf(record);
      const lines = byPlace.get(place) ?? new Map<number, RecordedMessage>();
      byPlace.set(place, lines.set(record.offset, message));
    },
    lineOf: (refused: RefusedRecord): RefusedLine => {
      const message = byPlace.get(nameOf(refused))?.get(refused.offset) as RecordedMessage;
      const service = refused.reading?.service ?? serviceOfLine(message.raw);
      return { message, code: refused.code, reason: refused.reason, service, late: lateOf(refused) };
    },
    clear(record: TelemetryRecord): void {
      if (byPlace.size > 0) byPlace.delete(nameOf(record));
    },
  };
}

/** Of evidence that was recorded beside: of it only the places of commands are used, see `recordedOffsets`. */
const nothing: RecordedStep = { frames: [], readings: 0, refused: [], refusedBefore: 0, dropped: [] };

const refusal = (
  message: RecordedMessage,
  { code, reason }: { readonly code: ErrorCode; readonly reason: string },
): RecordedStep => ({
  frames: [],
  readings: 0,
  refused: [{ message, code, reason, service: serviceOfLine(message.raw), late: null }],
  refusedBefore: 0,
  dropped: [],
});

const tooFarAhead = {
  code: "timestamp-future",
  reason: "the frame's window begins more than 100 days after all before it",
} as const;

const unknownTopic = (topic: string) => ({
  code: "topic-unknown" as const,
  reason: `the configuration names no topic ${topic.slice(0, 100)}`,
});

const otherKind = (topic: string, holds: string) => ({
  code: "topic-unknown" as const,
  reason: `this recording holds ${holds}; ${topic} would count the same readings twice`,
});
