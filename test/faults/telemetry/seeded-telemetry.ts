import { topicNames } from "@tocsin/contracts";
import type { TopologyInput } from "@tocsin/core";
import { parseLine } from "../../support/installation/recorded-line.ts";
import { generateTelemetry, serviceProfile } from "@tocsin/scenarios";
import { sfc32 } from "@tocsin/worlds/random";
import { ticks } from "../../support/installation/telemetry-log.ts";

const minuteMs = 60_000;
const from = Date.parse("2021-10-04T08:00:00Z");
/** Baselines have learned enough by then. */
const quietMinutes = 120;
const outageMinutes = 12;
const outageEveryMinutes = 30;

const edge = ["chat", "mail", "photos", "video"];
const others = ["maps", "music", "news", "search"];
export const serviceNames = [...edge, ...others];
const failing = [edge, ["maps", "music", "news"]];

/** Components of the small world; each fails in its turn. */
export const smallTopology: TopologyInput = {
  services: Object.fromEntries(serviceNames.map((name) => [name, {}])),
  components: {
    edge: { services: edge },
    storage: { services: ["photos", "video", "music"] },
    login: { services: ["chat", "mail", "search", "news"] },
    media: { services: ["maps", "music", "news"] },
  },
};

export interface TelemetryMessage {
  /** Of the contract's names; an installation has its own for each. */
  readonly topic: string;
  readonly partition: number;
  readonly key: string | null;
  readonly value: string;
  readonly timestampMs: number;
  /** Set for a tick, which closes windows. */
  readonly tickMs?: number;
}

export interface TelemetryPlan {
  readonly seed: number;
  readonly minutes: number;
  /** Partitions of each telemetry topic, by the contract's names. */
  readonly partitions: Readonly<Record<string, number>>;
  /** Share of messages behind which a bad one stands. */
  readonly badShare?: number;
}

/** Partition counts that differ on purpose. */
export const unevenPartitions = {
  [topicNames.errorRate]: 3,
  [topicNames.deliveryLatency]: 2,
  [topicNames.reportVolume]: 1,
};

function faultsOf(minutes: number) {
  const faults = [];
  for (let at = quietMinutes; at + outageMinutes < minutes; at += outageEveryMinutes)
    faults.push({
      kind: "hard" as const,
      onset: from + at * minuteMs,
      end: from + (at + outageMinutes) * minuteMs,
      services: failing[faults.length % failing.length] ?? edge,
    });
  return faults;
}

const badValues = ["{", '{"service":"chat"}', "null", '{"service":"chat","ts":"soon"}'] as const;

const ticksAt = (tickMs: number, partitions: TelemetryPlan["partitions"]): readonly TelemetryMessage[] =>
  ticks(tickMs, partitions).map((tick) => ({ ...tick, tickMs }));

/**
 * Telemetry of eight services with an outage of four of them every 35 minutes, in the order of arrival, with a tick for
 * every partition and minute. Services are spread over the partitions by turns, so that a service's readings are on all.
 */
export function* seededTelemetry(plan: TelemetryPlan): Generator<TelemetryMessage, void, void> {
  const { seed, minutes, partitions, badShare = 0.01 } = plan;
  const draw = sfc32([seed, 2, 3]);
  const random = (): number => draw() / 2 ** 32;
  const world = {
    services: serviceNames.map((name) => serviceProfile(name)),
    from,
    to: from + minutes * minuteMs,
    seed,
    faults: faultsOf(minutes),
  };
  let tickedMs: number | null = null;
  for (const line of generateTelemetry(world)) {
    const message = parseLine(line);
    if (message === null || message.payload === null) continue;
    const { topic, key, payload: value, ts: timestampMs } = message;
    const minute = Math.floor(timestampMs / minuteMs) * minuteMs;
    tickedMs ??= minute;
    for (; tickedMs < minute; tickedMs += minuteMs) yield* ticksAt(tickedMs + minuteMs, partitions);
    const count = partitions[topic] ?? 1;
    const partition = Math.floor(random() * count);
    yield { topic, partition, key, value, timestampMs };
    if (random() >= badShare) continue;
    const bad = badValues[Math.floor(random() * badValues.length)] ?? "{";
    yield { topic, partition, key, value: bad, timestampMs };
  }
  if (tickedMs !== null) yield* ticksAt(tickedMs + minuteMs, partitions);
}
