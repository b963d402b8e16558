import { negativeBinomial, randomStream } from "@tocsin/worlds/random";
import { type Conditions, ordinary } from "../world/conditions.ts";
import { conditionsAt, type Influence } from "../world/influence.ts";
import type { World } from "../world/world.ts";
import { usualNoise } from "../world/noise.ts";
import { failures } from "./failures.ts";

/** A part of a service whose requests are drawn on their own. */
export interface RequestUnit {
  /** Name in influences and random streams: the service, or service/operation. */
  readonly unit: string;
  readonly requestsPerMinute: number;
  readonly errorRatio: number;
  readonly influences: readonly Influence[];
}

export interface RequestCounts {
  requests: number;
  errors: number;
  silent: boolean;
}

/** How busy (1 is the mean of the week) and how error-prone (1 is usual) a service is in a minute. */
export interface Load {
  traffic: number;
  errors: number;
}

export type RequestSampler = (ts: number, load: Readonly<Load>) => Readonly<RequestCounts>;

/** Draws the requests and errors of one unit, minute by minute. The same object is filled and returned each time. */
export function requestSampler(world: World, unit: RequestUnit): RequestSampler {
  const noise = world.noise ?? usualNoise;
  const requestRandom = randomStream(world.seed, unit.unit, "requests");
  const errorRandom = randomStream(world.seed, unit.unit, "errors");
  const conditions: Conditions = { ...ordinary };
  const counts: RequestCounts = { requests: 0, errors: 0, silent: false };

  return (ts, load) => {
    const now = conditionsAt(conditions, unit.influences, ts);
    const mean = unit.requestsPerMinute * load.traffic * now.trafficFactor;
    const ratio = Math.min(1, unit.errorRatio * load.errors * now.errorFactor);
    const failing = 1 - (1 - ratio) * (1 - now.failingShare);
    counts.requests = negativeBinomial(requestRandom, mean, noise.requestsSize);
    counts.errors = failures(errorRandom, counts.requests, failing, noise.errorsSize);
    counts.silent = now.silent;
    return counts;
  };
}
