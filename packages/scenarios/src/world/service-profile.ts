import type { DayProfile } from "@tocsin/worlds";

/** A part of a service's requests that is also reported as a series of its own. */
export interface OperationProfile {
  readonly name: string;
  /** Share of the service's requests, 0 to 1. */
  readonly share: number;
  readonly errorRatio: number;
}

/** Message delivery of a service on an ordinary day. */
export interface MessageProfile {
  readonly messagesPerMinute: number;
  /** Share of a minute's messages that is still on its way when the minute ends. */
  readonly undeliveredShare: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** Somebody who checks a service from outside and says how it went: a source of its own. */
export interface ObserverProfile {
  readonly name: string;
  readonly checksPerMinute: number;
  /** Share of checks that fail though the service works. */
  readonly errorRatio: number;
}

/** A service on an ordinary day. All rates are means over the week. */
export interface ServiceProfile {
  readonly name: string;
  readonly requestsPerMinute: number;
  readonly errorRatio: number;
  readonly operations: readonly OperationProfile[];
  /** Null for a service that sends no delivery latency. */
  readonly messages: MessageProfile | null;
  /** Null for a service that sends no report volume. */
  readonly reportsPerMinute: number | null;
  readonly day: DayProfile;
  /** How strongly the service follows what moves all services: 0 not at all, 1 fully. */
  readonly sharedLoading: number;
  /** None unless given. */
  readonly observers?: readonly ObserverProfile[];
}

const usualMessages: MessageProfile = {
  messagesPerMinute: 1500,
  undeliveredShare: 0.003,
  p50Ms: 90,
  p95Ms: 400,
  p99Ms: 900,
};

/** An ordinary service of the given name, for small worlds; `changes` replaces what a test cares about. */
export function serviceProfile(
  name: string,
  changes: Partial<Omit<ServiceProfile, "name">> = {},
): ServiceProfile {
  return {
    name,
    requestsPerMinute: 2000,
    errorRatio: 0.004,
    operations: [],
    messages: usualMessages,
    reportsPerMinute: 3,
    day: { utcOffsetHours: 0, peakHour: 19, depth: 0.4, weekendFactor: 0.95 },
    sharedLoading: 1,
    ...changes,
  };
}
