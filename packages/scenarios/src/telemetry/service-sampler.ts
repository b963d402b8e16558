import { messageBody, reportBody, requestBody } from "../recording/body.ts";
import type { Reading } from "../recording/series.ts";
import { transport } from "../recording/transport.ts";
import { loadAt, weeklyShape } from "@tocsin/worlds";
import { autoregression, randomStream } from "@tocsin/worlds/random";
import { type Conditions, ordinary } from "../world/conditions.ts";
import { conditionsAt, type Influence } from "../world/influence.ts";
import { usualNoise } from "../world/noise.ts";
import type { ServiceProfile } from "../world/service-profile.ts";
import type { World } from "../world/world.ts";
import { messageSampler } from "./message-sampler.ts";
import { reportSampler } from "./report-sampler.ts";
import { type Load, type RequestCounts, requestSampler } from "./request-sampler.ts";

/** Appends a service's readings of the minute that begins at `ts`. `shared` moves all services, around 0. */
export type ServiceSampler = (readings: Reading[], ts: number, shared: number) => void;

/** More load makes a few more errors: the error ratio grows with its root. */
const errorsFollowLoad = 0.5;

type UnitInfluences = (unit: string) => readonly Influence[];
/** One stream of a service, or one operation's share of it. */
type Part = (readings: Reading[], ts: number, minute: Minute) => void;

interface Minute {
  readonly load: Load;
  /** Of the service as a whole. */
  readonly conditions: Conditions;
  /** Requests of the service, added up over its operations. */
  readonly total: RequestCounts;
}

/** Draws everything that one service sends, each stream from random numbers of its own. */
export function serviceSampler(world: World, profile: ServiceProfile, all: UnitInfluences): ServiceSampler {
  const own = all(profile.name);
  const moveLoad = loadSampler(world, profile);
  const parts: readonly Part[] = [
    ...requestParts(world, profile, all),
    ...observerParts(world, profile, all),
    ...messagePart(world, profile),
    ...reportPart(world, profile),
  ];
  const minute: Minute = {
    load: { traffic: 1, errors: 1 },
    conditions: { ...ordinary },
    total: { requests: 0, errors: 0, silent: false },
  };

  return (readings, ts, shared) => {
    moveLoad(minute.load, ts, shared);
    conditionsAt(minute.conditions, own, ts);
    minute.total.requests = 0;
    minute.total.errors = 0;
    for (const part of parts) part(readings, ts, minute);
  };
}

function loadSampler(
  world: World,
  profile: ServiceProfile,
): (load: Load, ts: number, shared: number) => void {
  const noise = world.noise ?? usualNoise;
  const shape = weeklyShape(profile.day);
  const random = randomStream(world.seed, profile.name, "load");
  const ownLoad = autoregression(random, noise.ownLoad);
  const ownErrors = autoregression(random, noise.errorRatio);
  return (load, ts, shared) => {
    const follows = profile.sharedLoading * shared;
    load.traffic = loadAt(shape, ts) * Math.exp(follows + ownLoad());
    load.errors = Math.exp(errorsFollowLoad * follows + ownErrors());
  };
}

/** Each operation, then what belongs to none, then the total of both. */
function requestParts(world: World, profile: ServiceProfile, all: UnitInfluences): readonly Part[] {
  const own = all(profile.name);
  const operations = profile.operations.map((operation): Part => {
    const unit = `${profile.name}/${operation.name}`;
    const draw = requestSampler(world, {
      unit,
      requestsPerMinute: profile.requestsPerMinute * operation.share,
      errorRatio: operation.errorRatio,
      influences: [...own, ...all(unit)],
    });
    const send = transport(world, {
      stream: "error-rate",
      service: profile.name,
      operation: operation.name,
      source: null,
    });
    return (readings, ts, minute) => {
      const counts = draw(ts, minute.load);
      addTo(minute.total, counts);
      if (!counts.silent) send(readings, ts, requestBody(counts));
    };
  });
  return [...operations, totalPart(world, profile, own)];
}

function totalPart(world: World, profile: ServiceProfile, influences: readonly Influence[]): Part {
  const restShare = 1 - profile.operations.reduce((sum, operation) => sum + operation.share, 0);
  const draw = requestSampler(world, {
    unit: profile.name,
    requestsPerMinute: profile.requestsPerMinute * restShare,
    errorRatio: profile.errorRatio,
    influences,
  });
  const send = transport(world, {
    stream: "error-rate",
    service: profile.name,
    operation: null,
    source: null,
  });
  return (readings, ts, minute) => {
    const counts = draw(ts, minute.load);
    addTo(minute.total, counts);
    if (!counts.silent) send(readings, ts, requestBody(minute.total));
  };
}

function addTo(total: RequestCounts, counts: Readonly<RequestCounts>): void {
  total.requests += counts.requests;
  total.errors += counts.errors;
}

/** Checks from outside come at a steady pace, whatever the load; they fail as the service does, and as the observer does. */
function observerParts(world: World, profile: ServiceProfile, all: UnitInfluences): readonly Part[] {
  return (profile.observers ?? []).map((observer): Part => {
    const draw = requestSampler(world, {
      unit: `${profile.name}@${observer.name}`,
      requestsPerMinute: observer.checksPerMinute,
      errorRatio: observer.errorRatio,
      influences: [...all(profile.name), ...all(`@${observer.name}`)],
    });
    const key = {
      stream: "error-rate",
      service: profile.name,
      operation: null,
      source: observer.name,
    } as const;
    const send = transport(world, key);
    return (readings, ts) => {
      const counts = draw(ts, steadyLoad);
      if (!counts.silent) send(readings, ts, requestBody(counts));
    };
  });
}

const steadyLoad: Load = { traffic: 1, errors: 1 };

function messagePart(world: World, profile: ServiceProfile): readonly Part[] {
  if (profile.messages === null) return [];
  const draw = messageSampler(world, profile.name, profile.messages);
  const send = transport(world, {
    stream: "delivery-latency",
    service: profile.name,
    operation: null,
    source: null,
  });
  return [
    (readings, ts, { load, conditions }) => {
      const counts = draw(ts, load.traffic, conditions);
      if (!conditions.silent) send(readings, ts, messageBody(counts));
    },
  ];
}

function reportPart(world: World, profile: ServiceProfile): readonly Part[] {
  if (profile.reportsPerMinute === null) return [];
  const draw = reportSampler(world, profile.name, profile.reportsPerMinute);
  const send = transport(world, {
    stream: "report-volume",
    service: profile.name,
    operation: null,
    source: null,
  });
  return [
    (readings, ts, { load, conditions }) => {
      const reports = draw(load.traffic, conditions);
      if (!conditions.silent) send(readings, ts, reportBody(reports));
    },
  ];
}
