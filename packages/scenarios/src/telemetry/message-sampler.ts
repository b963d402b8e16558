import {
  autoregression,
  negativeBinomial,
  type RandomSource,
  randomStream,
  studentT,
  uniformBetween,
} from "@tocsin/worlds/random";
import type { Conditions } from "../world/conditions.ts";
import type { MessageProfile } from "../world/service-profile.ts";
import { type Noise, usualNoise } from "../world/noise.ts";
import type { World } from "../world/world.ts";
import { failures } from "./failures.ts";
import { type StuckMessages, stuckMessages } from "./stuck-messages.ts";

/** What is delivered in a minute. Quantiles are null when nothing was. */
export interface MessageCounts {
  delivered: number;
  /** Messages that wait at the end of the minute: those just on their way and those that are stuck. */
  undelivered: number;
  oldestUndeliveredMs: number | null;
  p50Ms: number | null;
  p95Ms: number;
  p99Ms: number;
}

const minuteMs = 60_000;
/** While more than half of what is handed over gets stuck, nothing of what waits is delivered either. */
const retriesBelow = 0.5;
/** Share of what waits that is delivered in a minute once everything works again. */
const drainShare = 0.2;
/** The oldest message on its way in an ordinary minute has waited about this many times the p99. */
const oldestInFlight = [3, 7] as const;

export type MessageSampler = (
  ts: number,
  traffic: number,
  conditions: Readonly<Conditions>,
) => Readonly<MessageCounts>;

/** Draws the message delivery of one service, minute by minute. The same object is filled and returned each time. */
export function messageSampler(world: World, service: string, profile: MessageProfile): MessageSampler {
  const noise = world.noise ?? usualNoise;
  const random = randomStream(world.seed, service, "messages");
  const latency = latencySampler(world, service, profile);
  const stuck = stuckMessages();
  const counts: MessageCounts = {
    delivered: 0,
    undelivered: 0,
    oldestUndeliveredMs: null,
    p50Ms: null,
    p95Ms: 0,
    p99Ms: 0,
  };

  return (ts, traffic, conditions) => {
    const mean = profile.messagesPerMinute * traffic * conditions.trafficFactor;
    const handedOver = negativeBinomial(random, mean, noise.messagesSize);
    const oldestBefore = stuck.oldest();
    const late = retry(stuck, conditions.stuckShare);
    const newlyStuck = failures(random, handedOver, conditions.stuckShare, noise.undeliveredSize);
    stuck.add(ts, newlyStuck);
    const movingShare = Math.min(1, profile.undeliveredShare * conditions.undeliveredFactor);
    const moving = failures(random, handedOver - newlyStuck, movingShare, noise.undeliveredSize);
    counts.delivered = handedOver - newlyStuck - moving + late;
    counts.undelivered = moving + stuck.count();
    const inFlightMs = oldestInFlightMs(random, profile.p99Ms * conditions.latencyFactor);
    counts.oldestUndeliveredMs = oldestMs(stuck, ts, moving === 0 ? null : inFlightMs);
    latency(counts, conditions);
    if (oldestBefore !== null) delayQuantiles(counts, late, ts - oldestBefore);
    return counts;
  };
}

/** Delivers part of what waits and returns how many that were. */
function retry(stuck: StuckMessages, stuckShare: number): number {
  if (stuckShare >= retriesBelow || stuck.count() === 0) return 0;
  const share = drainShare * (1 - stuckShare / retriesBelow);
  const late = Math.ceil(stuck.count() * share);
  stuck.take(late);
  return late;
}

function oldestInFlightMs(random: RandomSource, p99Ms: number): number {
  return Math.min(minuteMs, Math.round(p99Ms * uniformBetween(random, oldestInFlight[0], oldestInFlight[1])));
}

function oldestMs(stuck: StuckMessages, ts: number, inFlightMs: number | null): number | null {
  const oldest = stuck.oldest();
  return oldest === null ? inFlightMs : ts + minuteMs - oldest;
}

type LatencySampler = (counts: MessageCounts, conditions: Readonly<Conditions>) => void;

function latencySampler(world: World, service: string, profile: MessageProfile): LatencySampler {
  const noise: Noise = world.noise ?? usualNoise;
  const random = randomStream(world.seed, service, "latency");
  const wander = autoregression(random, noise.latency);
  const scatter = (): number => noise.latencyScatter * studentT(random, noise.latencyFreedom);

  return (counts, conditions) => {
    const level = wander();
    const p50 = profile.p50Ms * Math.sqrt(conditions.latencyFactor) * Math.exp(level + scatter());
    const p95 = profile.p95Ms * conditions.latencyFactor * Math.exp(level + scatter());
    const p99 = profile.p99Ms * conditions.latencyFactor * Math.exp(level + scatter());
    counts.p50Ms = counts.delivered === 0 ? null : Math.round(p50);
    counts.p95Ms = Math.max(Math.round(p50), Math.round(p95));
    counts.p99Ms = Math.max(counts.p95Ms, Math.round(p99));
  };
}

/** Where enough of the delivered messages had waited, the quantiles show how long. */
function delayQuantiles(counts: MessageCounts, late: number, waitedMs: number): void {
  if (counts.p50Ms === null) return;
  const lateShare = late / counts.delivered;
  if (lateShare > 0.5) counts.p50Ms = Math.max(counts.p50Ms, waitedMs);
  if (lateShare > 0.05) counts.p95Ms = Math.max(counts.p95Ms, waitedMs);
  if (lateShare > 0.01) counts.p99Ms = Math.max(counts.p99Ms, waitedMs);
  counts.p95Ms = Math.max(counts.p50Ms, counts.p95Ms);
  counts.p99Ms = Math.max(counts.p95Ms, counts.p99Ms);
}
