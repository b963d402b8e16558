import type { RecordedMessage } from "@tocsin/adapters/file";
import { decodeFrame } from "@tocsin/adapters/wire";
import type { Configuration, ErrorCode } from "@tocsin/contracts";
import { type Frame, maxJumpMs, type Stream } from "@tocsin/core";
import { intakeSession, type IntakeStep, type TelemetryRecord } from "@tocsin/intake";
import { recordOf } from "../settings/recorded-record.ts";
import { isWindowsTopic } from "./recorded-places.ts";

/** Frames of a recording: of its telemetry by the intake, or recorded ones as they are. */
export interface RecordedFrames {
  readonly step: (message: RecordedMessage) => RecordedStep;
  /** After the last message. */
  readonly end: () => RecordedFramesEnd;
}

/** What came of a recorded message: frames, the readings in it that count, or why it does not count. */
export type RecordedStep = Omit<IntakeStep, "isDecoded">;

export interface RecordedFramesEnd {
  /** Frames that waited for more. */
  readonly frames: readonly Frame[];
  /** Accepted readings of windows that the input does not finish. */
  readonly unfinished: number;
  /** Start of the newest window of which the recording holds a frame; null where it holds telemetry. */
  readonly lastRecordedWindow: number | null;
}

export interface RecordedFramesConfig {
  readonly configuration: Pick<Configuration, "windowMs" | "allowedLatenessMs" | "topics">;
  /** The stream of each telemetry topic. */
  readonly streams: ReadonlyMap<string, Stream>;
}

/**
 * One recording holds telemetry or frames: what its first usable message is decides, and messages of the other kind are
 * refused, because the same readings would count twice.
 */
export function recordedFrames({ configuration, streams }: RecordedFramesConfig): RecordedFrames {
  const { windowMs, allowedLatenessMs, topics } = configuration;
  const intake = intakeSession({ windowMs, allowedLatenessMs, clock: "stream", streams });
  let holds: "telemetry" | "frames" | null = null;
  let newestWindow: number | null = null;

  function stepTelemetry(record: TelemetryRecord): RecordedStep {
    const step = intake.step(record, null);
    if (step.isDecoded) holds ??= "telemetry";
    return step;
  }

  function stepFrame({ payload }: RecordedMessage): RecordedStep {
    const decoded = decodeFrame(payload, windowMs);
    if (decoded.kind === "rejected") return refusal(decoded);
    const { frame } = decoded;
    if (newestWindow !== null && frame.windowStart > newestWindow + maxJumpMs) return refusal(tooFarAhead);
    holds ??= "frames";
    newestWindow = Math.max(newestWindow ?? frame.windowStart, frame.windowStart);
    return { frames: [frame], readings: frame.columns.service.length, refused: null };
  }

  return {
    step: (message) => {
      const isFrame = isWindowsTopic(message.topic, topics);
      const record = recordOf(message, topics);
      if (!isFrame && !streams.has(record.topic)) return refusal(unknownTopic(message.topic));
      if (holds !== null && isFrame !== (holds === "frames")) return refusal(otherKind(message.topic, holds));
      return isFrame ? stepFrame(message) : stepTelemetry(record);
    },
    end: () => {
      if (holds === "frames") return { frames: [], unfinished: 0, lastRecordedWindow: newestWindow };
      const { frames, unfinished } = intake.end();
      return { frames, unfinished, lastRecordedWindow: null };
    },
  };
}

const refusal = ({ code, reason }: { readonly code: ErrorCode; readonly reason: string }): RecordedStep => ({
  frames: [],
  readings: 0,
  refused: { code, reason },
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
