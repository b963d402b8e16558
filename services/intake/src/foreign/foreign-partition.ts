import type { TopicFormat } from "@tocsin/adapters/config";
import type { SchemaReader } from "@tocsin/adapters/registry";
import type { Payload } from "@tocsin/adapters/wire";
import { maxNameBytes } from "@tocsin/contracts";
import {
  cutName,
  decoderFor,
  type Decoder,
  type DecoderState,
  type Format,
  type Refused,
  type TimedReading,
} from "@tocsin/formats";
import { type ArrivalClock, arrivalClock, type ArrivalClockState } from "./arrival-clock.ts";

/** What came of a message of another tool. */
export interface ForeignTaken {
  /** Null where it could not be recognised. */
  readonly format: Format | null;
  /** Samples that count, and values that are telemetry themselves. */
  readonly used: number;
  /** Parts of it that do not count, by code and what they are about. */
  readonly refused: readonly Refused[];
  /** Metrics that no rule names, of all messages so far. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** What a partition remembers of its messages, as plain data. */
export interface ForeignState {
  readonly topic: string;
  readonly partition: number;
  /** Format and mapping by which it was read: what another one remembers says nothing. */
  readonly readBy: string;
  readonly clock: ArrivalClockState;
  readonly closedMs: number | null;
  readonly held: readonly TimedReading[];
  readonly decoder: DecoderState;
}

/** Readings whose intervals have ended, and up to when none is missing any more. */
export interface ForeignClosed {
  readonly readings: readonly TimedReading[];
  readonly refused: readonly Refused[];
  /** What time it is for those who read the readings: as late as these are. */
  readonly timeMs: number;
}

/** One partition of a topic of another tool: messages in, readings out when their intervals have ended. */
export interface ForeignPartition {
  readonly take: (message: ForeignMessage) => ForeignTaken;
  /** Its clock, epoch ms; null until messages agree. */
  readonly timeMs: () => number | null;
  /** By a clock from outside, which has seen all that arrived before. */
  readonly pass: (timeMs: number) => void;
  /** What is due since it was asked before; null where nothing is. */
  readonly due: () => ForeignClosed | null;
  /** What is left at the end of the input, but for the interval in which it breaks off. */
  readonly rest: () => ForeignClosed | null;
  readonly state: () => Omit<ForeignState, "topic" | "partition">;
}

export interface ForeignMessage {
  readonly value: Payload;
  readonly arrivalMs: number;
  /** Whether the arrival was checked by a clock that knows the time. */
  readonly isKnown: boolean;
}

/** Readings of one partition that are telemetry already and wait for the end of their interval. */
const mostHeld = 500_000;

export interface ForeignPartitionConfig {
  readonly format: TopicFormat;
  readonly partition: number;
  readonly allowedLatenessMs: number;
  readonly schemas: SchemaReader;
}

/**
 * Instances of a service may stand in several partitions, and each partition makes readings of those that it has. Regions
 * are added up, so a partition is a part of a region; the first is the region itself.
 */
function ofPartition(reading: TimedReading, partition: number): TimedReading {
  if (partition === 0) return reading;
  const { region } = reading.value;
  const part = `partition ${partition}`;
  const named =
    region === undefined || region === null
      ? part
      : `${cutName(region, maxNameBytes - part.length - 1)} ${part}`;
  return { ...reading, value: { ...reading.value, region: named } };
}

/**
 * Its intervals end `delayMs` and the allowed lateness behind its clock, because exporters tell of an interval when it is over:
 * so its readings come as late as that, each at the end of its interval, and whoever takes them lives `delayMs` behind.
 */
export function foreignPartition(
  { format, partition, allowedLatenessMs, schemas }: ForeignPartitionConfig,
  before?: Omit<ForeignState, "topic" | "partition">,
): ForeignPartition {
  const { delayMs, maxSeries } = format;
  const readBy = JSON.stringify([format.format, format.mapping]);
  const known = before?.readBy === readBy ? before : undefined;
  const state = known === undefined ? {} : { state: known.decoder };
  const decoder = decoderFor(format.format, format.mapping, { limits: { maxSeries }, ...state });
  const clock = arrivalClock(before?.clock);
  let closedMs = before?.closedMs ?? null;
  let held = [...(known?.held ?? [])];
  const closeUntil = (untilMs: number, timeMs: number): ForeignClosed | null => {
    const boundaryMs = Math.floor(untilMs / decoder.intervalMs) * decoder.intervalMs;
    if (closedMs !== null && boundaryMs <= closedMs) return null;
    closedMs = boundaryMs;
    const closed = decoder.close(boundaryMs);
    const isDue = ({ arrivalMs }: TimedReading): boolean => arrivalMs <= boundaryMs;
    const made = closed.readings.map((reading) => ofPartition(reading, partition));
    const readings = [...made, ...held.filter(isDue)].toSorted((a, b) => a.arrivalMs - b.arrivalMs);
    held = held.filter((reading) => !isDue(reading));
    return { readings, refused: closed.refused, timeMs };
  };
  return {
    take: (message) => {
      const { taken, readings } = takeMessage({ decoder, clock, schemas }, message);
      const kept = readings.slice(0, Math.max(0, mostHeld - held.length));
      held = held.concat(kept);
      return taken;
    },
    timeMs: clock.timeMs,
    pass: (timeMs) => void clock.hear(timeMs, true),
    due: () => {
      const now = clock.timeMs();
      return now === null ? null : closeUntil(now - delayMs - allowedLatenessMs, now - delayMs);
    },
    rest: () => {
      clock.settle();
      const now = clock.timeMs();
      return now === null ? null : closeUntil(now - delayMs, now - delayMs);
    },
    state: () => ({ readBy, clock: clock.state(), closedMs, held, decoder: decoder.state() }),
  };
}

interface Readers {
  readonly decoder: Decoder;
  readonly clock: ArrivalClock;
  readonly schemas: SchemaReader;
}

function takeMessage(
  { decoder, clock, schemas }: Readers,
  { value, arrivalMs, isKnown }: ForeignMessage,
): { readonly taken: ForeignTaken; readonly readings: readonly TimedReading[] } {
  const tickMs = tickIn(value);
  const isBelieved = clock.hear(tickMs ?? arrivalMs, isKnown);
  const leftOut = decoder.leftOut();
  const nothing = { format: null, used: 0, refused: [], leftOut } as const;
  if (tickMs !== null) return { taken: { ...nothing, format: "tocsin" }, readings: [] };
  if (value === null) return { taken: { ...nothing, refused: [noValue] }, readings: [] };
  const framed = schemas.read(value);
  if (framed !== null && "code" in framed) {
    return { taken: { ...nothing, refused: [{ ...framed, subject: "message", count: 1 }] }, readings: [] };
  }
  const bytes = framed ?? (typeof value === "string" ? new TextEncoder().encode(value) : value);
  const { format, used, refused, readings } = decoder.take(
    bytes,
    isBelieved ? arrivalMs : (clock.timeMs() ?? arrivalMs),
  );
  return { taken: { format, used: used + readings.length, refused, leftOut }, readings };
}

const noValue: Refused = {
  code: "value-missing",
  subject: "message",
  reason: "the message has no value",
  count: 1,
};

/** A tick is short, and nothing else in it is read. */
const tick = /^\s*\{\s*"tick"\s*:\s*(\d{12,14})\s*\}\s*$/;
const longestTick = 64;

/** The time of a tick, by which recordings that are sent through Kafka move time on; null where it is none. */
function tickIn(value: Payload): number | null {
  if (value === null || value.length > longestTick) return null;
  const found = tick.exec(typeof value === "string" ? value : Buffer.from(value).toString("latin1"));
  return found === null ? null : Number(found[1]);
}
