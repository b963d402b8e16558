import type { RecordedMessage } from "@tocsin/adapters/file";
import { decodeFrame, decodeTelemetry, type WireRejection } from "@tocsin/adapters/wire";
import type { ErrorCode, Topics } from "@tocsin/contracts";
import { isWindowsTopic } from "./recorded-places.ts";
import { type Frame, type Intake, maxJumpMs, type Stream } from "@tocsin/core";
import { recordedTopic } from "../settings/recorded-topic.ts";

/** What a recorded message led to. */
export interface Taken {
  /** Frames that are complete now, in order. */
  readonly frames: readonly Frame[];
  /** Readings in it that count. */
  readonly readings: number;
  /** Why it does not count; null when it does, or is a tick. */
  readonly refused: { readonly code: ErrorCode; readonly reason: string } | null;
}

export interface MessageTaker {
  readonly take: (message: RecordedMessage) => Taken;
  /** After the last message. */
  readonly end: () => TakenAtEnd;
}

export interface TakenAtEnd {
  /** Frames that waited for more. */
  readonly frames: readonly Frame[];
  /** Accepted readings of windows that the input does not finish. */
  readonly unfinished: number;
  /** Start of the newest window of which the recording holds a frame; null where it holds telemetry. */
  readonly lastRecordedWindow: number | null;
}

export interface TakerConfig {
  readonly windowMs: number;
  readonly streams: ReadonlyMap<string, Stream>;
  readonly topics: Topics;
  readonly intake: Intake;
}

const none: readonly Frame[] = [];

/**
 * Turns recorded messages into frames: telemetry through the intake, recorded frames as they are. One recording is
 * either: what its first usable message is decides, and messages of the other kind are refused, because the same
 * readings would count twice.
 */
export function messageTaker(config: TakerConfig): MessageTaker {
  let holds: "telemetry" | "frames" | null = null;
  let newestWindow: number | null = null;

  function takeTelemetry(message: RecordedMessage, topic: string, stream: Stream): Taken {
    const { partition, offset, arrivalMs } = message;
    const content = decodeTelemetry(stream, message.payload, arrivalMs);
    if (content.kind !== "rejected") holds ??= "telemetry";
    const { frames, refused } = config.intake.step({ topic, partition, offset, arrivalMs, content });
    if (content.kind === "rejected") return { frames, readings: 0, refused: content };
    return { frames, readings: content.kind === "reading" && refused === null ? 1 : 0, refused };
  }

  function takeFrame({ payload }: RecordedMessage): Taken {
    const decoded = decodeFrame(payload, config.windowMs);
    if (decoded.kind === "rejected") return refusal(decoded);
    const { frame } = decoded;
    if (newestWindow !== null && frame.windowStart > newestWindow + maxJumpMs) return refusal(tooFarAhead);
    holds ??= "frames";
    newestWindow = Math.max(newestWindow ?? frame.windowStart, frame.windowStart);
    return { frames: [frame], readings: frame.columns.service.length, refused: null };
  }

  return {
    take: (message) => {
      const isFrame = isWindowsTopic(message.topic, config.topics);
      const topic = recordedTopic(message.topic, config.topics);
      const stream = config.streams.get(topic);
      if (!isFrame && stream === undefined) return refusal(unknownTopic(message.topic));
      if (holds !== null && isFrame !== (holds === "frames")) return refusal(otherKind(message.topic, holds));
      return stream === undefined || isFrame ? takeFrame(message) : takeTelemetry(message, topic, stream);
    },
    end: () => {
      if (holds === "frames") return { frames: none, unfinished: 0, lastRecordedWindow: newestWindow };
      const { frames, unfinished } = config.intake.end();
      return { frames, unfinished, lastRecordedWindow: null };
    },
  };
}

const refusal = ({ code, reason }: Omit<WireRejection, "kind">): Taken => ({
  frames: none,
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
