import { keyAndHeaders, type RecordedMessage } from "@tocsin/adapters/file";
import { decodeTelemetry } from "@tocsin/adapters/wire";
import { maxJumpMs, type Stream } from "@tocsin/core";
import type { LogPlace } from "@tocsin/log";
import { valueOf } from "@tocsin/worlds/perturbation";
import type { SendRequest } from "./request.ts";
import type { Outbox, Outgoing } from "./outbox.ts";

export interface SenderConfig {
  readonly outbox: Outbox;
  readonly streams: ReadonlyMap<string, Stream>;
  /** Topics whose messages are what other tools write: they go as they are. */
  readonly formatted: { has(topic: string): boolean };
  /** Every partition of every telemetry topic. */
  readonly places: readonly LogPlace[];
  readonly windowMs: number;
  readonly allowedLatenessMs: number;
  readonly partitions: "key" | "recorded";
  readonly key: SendRequest["key"];
}

/** What went through a sender, counted. */
export interface SenderTally {
  readings: number;
  ticks: number;
  /** Recorded ticks: in their place there are those that the sender makes. */
  recordedTicks: number;
  /** Messages of windows that a tick before them may have closed: they stand too far out of order. */
  disordered: number;
}

export interface TelemetrySender {
  readonly tally: SenderTally;
  /** Of a telemetry topic. A promise only where there is something to wait for; await it before the next call. */
  send(message: RecordedMessage): Promise<void> | undefined;
  /** After the last message: the ticks that close what a replay of the file closes. Resolves when all is kept. */
  end(): Promise<void>;
}

/**
 * Sends recorded messages on with their own times, keys, headers and bytes, bad ones too, in their order within each
 * partition, and makes time pass for workers on `clock: stream`: with each multiple of `windowMs` that arrivals pass, a
 * tick of that time goes to every partition, behind everything of that partition that arrived before it, and in front of
 * everything that arrived at or after it. Lateness is a matter of one partition's log, so partitions need not wait for each
 * other.
 *
 * Time is that of the messages that an intake believes: a message that contradicts itself, or is 100 days ahead, moves
 * none. No tick comes before the first reading. The last ticks reach just so far that every window closes that ended
 * before the newest arrival, and not the one in which the recording breaks off.
 */
export function telemetrySender(config: SenderConfig): TelemetrySender {
  const { outbox, places, windowMs, allowedLatenessMs } = config;
  const tally: SenderTally = { readings: 0, ticks: 0, recordedTicks: 0, disordered: 0 };
  let newestMs: number | null = null;
  let tickedMs = 0;

  async function tickAll(timeMs: number): Promise<void> {
    for (const place of places) {
      tally.ticks += 1;
      await outbox.put(tickOf(place, timeMs));
    }
  }

  async function ticksUpTo(timeMs: number): Promise<void> {
    for (tickedMs += windowMs; tickedMs < timeMs; tickedMs += windowMs) await tickAll(tickedMs);
    await tickAll(timeMs);
  }

  /** Moves time on; a promise where ticks are due. */
  function pass(timeMs: number, isReading: boolean): Promise<void> | undefined {
    if (newestMs === null) {
      if (!isReading) return undefined;
      newestMs = timeMs;
      tickedMs = multipleBelow(timeMs, windowMs);
      return undefined;
    }
    if (timeMs <= newestMs || timeMs > newestMs + maxJumpMs) return undefined;
    newestMs = timeMs;
    const reached = multipleBelow(timeMs, windowMs);
    return reached > tickedMs ? ticksUpTo(reached) : undefined;
  }

  function sendReading(message: RecordedMessage): Promise<void> | undefined {
    const outgoing = messageOf(message, config);
    tally.readings += 1;
    const passing = pass(message.arrivalMs, true);
    if (message.arrivalMs < tickedMs - allowedLatenessMs) tally.disordered += 1;
    return passing === undefined
      ? outbox.put(outgoing)
      : passing.then(async () => await outbox.put(outgoing));
  }

  return {
    tally,
    send(message) {
      const stream = config.streams.get(message.topic) as Stream;
      if (config.formatted.has(message.topic)) return sendReading(message);
      const content = decodeTelemetry(stream, message.payload, message.arrivalMs);
      if (content.kind === "tick") {
        tally.recordedTicks += 1;
        return pass(Math.max(message.arrivalMs, content.tickMs), false);
      }
      if (content.kind === "rejected") return outbox.put(messageOf(message, config));
      return sendReading(message);
    },
    async end() {
      if (newestMs !== null) await tickAll(multipleBelow(newestMs, windowMs) + allowedLatenessMs);
      await outbox.flush();
    },
  };
}

const multipleBelow = (timeMs: number, windowMs: number): number => Math.floor(timeMs / windowMs) * windowMs;

function messageOf(
  message: RecordedMessage,
  { partitions, key: which }: Pick<SenderConfig, "key" | "partitions">,
): Outgoing {
  const { topic, partition, arrivalMs: timestampMs, payload: value } = message;
  const { key: recorded, headers } = keyAndHeaders(message);
  const key = which === "recorded" ? recorded : which === "none" ? null : serviceOf(message);
  const record = { topic, key, value, headers, timestampMs };
  return { kind: "message", record: partitions === "recorded" ? { ...record, partition } : record };
}

/** Null where the value is no telemetry: nobody's. */
function serviceOf({ payload }: RecordedMessage): string | null {
  const service = valueOf(payload)?.["service"];
  return typeof service === "string" ? service : null;
}

const tickOf = (place: LogPlace, timeMs: number): Outgoing => ({
  kind: "tick",
  record: { ...place, key: null, value: `{"tick":${timeMs}}`, timestampMs: timeMs },
});
