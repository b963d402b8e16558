import type { AppendedRecord } from "@tocsin/log";
import { Configuration, type Topology } from "@tocsin/contracts";

/**
 * Nine days of a small world and five hours behind them, by whole numbers alone, so that it is the same for ever: kept
 * states were taken of it. It has every kind of series, sources, regions and an operation, nights in which more of mail
 * fails than by day, and where it is cut there is an open incident, and an open window with a conflict, a late and a
 * refused reading in it.
 */
const windowMs = 300_000;
export const configuration = Configuration.parse({ clock: "stream", windowMs });

/** Partitions of the telemetry topics. */
export const telemetryPartitions: Readonly<Record<string, number>> = {
  [configuration.topics.errorRate]: 2,
  [configuration.topics.deliveryLatency]: 1,
  [configuration.topics.reportVolume]: 1,
};

export const topology: Topology = {
  services: { chat: {}, feed: {}, mail: {}, shop: {}, door: {} },
  components: {
    backbone: { services: ["chat", "feed", "mail"], description: "what the three write to" },
    edge: { services: ["chat", "feed", "shop"], dependsOn: ["backbone"], prior: 0.5 },
  },
};

const perDay = 288;
/** At half past four in the morning. */
const nightPeak = 54;
const startMs = Date.parse("2026-03-02T00:00:00Z");
/** Intervals before the cut and behind it. */
const before = 9 * perDay + 12;
const behind = 60;

const { errorRate, deliveryLatency, reportVolume } = configuration.topics;

/** From 0 to `below - 1`, as if at random. */
function noise(interval: number, stream: number, below: number): number {
  let hash = Math.imul(interval + 1, 0x9e3779b1) ^ Math.imul(stream + 7, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) % below;
}

const isWithin = (interval: number, from: number, to: number): boolean =>
  interval >= before + from && interval < before + to;

/** Three fail together across the cut, and four at the end, which leaves an incident open. */
const backboneFails = (interval: number): boolean => isWithin(interval, -4, 12);
const mostFail = (interval: number): boolean => isWithin(interval, 50, 60);

function isFailing(service: string, interval: number): boolean {
  if (backboneFails(interval)) return ["chat", "feed", "mail"].includes(service);
  return mostFail(interval) && service !== "door";
}

/** Requests of a day: few at night, most at noon. */
function requestsAt(interval: number, stream: number): number {
  const ofDay = interval % perDay;
  const fromNoon = Math.abs(ofDay - perDay / 2);
  return 4000 + 40 * (perDay / 2 - fromNoon) + noise(interval, stream, 200);
}

/** Of a thousand requests. */
function failingOf(service: string, interval: number, stream: number): number {
  if (isFailing(service, interval)) return 300 + noise(interval, stream, 20);
  const ofNight = service === "mail" ? Math.max(0, 48 - Math.abs((interval % perDay) - nightPeak)) : 0;
  return 3 + noise(interval, stream, 3) + Math.floor(ofNight / 2);
}

interface Message {
  readonly topic: string;
  readonly partition: number;
  readonly value: object;
}

function messagesOf(interval: number): readonly Message[] {
  const ts = startMs + interval * windowMs;
  const at = { ts, intervalMs: windowMs };
  const rate = (service: string, partition: number, stream: number, more: object = {}): Message => {
    const requests = requestsAt(interval, stream);
    const errors = Math.floor((requests * failingOf(service, interval, stream)) / 1000);
    return { topic: errorRate, partition, value: { service, ...at, ...more, requests, errors } };
  };
  const slow = isFailing("chat", interval) ? 900 : 0;
  const p50Ms = 80 + noise(interval, 20, 15) + slow;
  const delivered = requestsAt(interval, 21);
  const late = isFailing("mail", interval) ? Math.floor(delivered / 3) : noise(interval, 22, 40);
  const reports = (service: string, stream: number): Message => ({
    topic: reportVolume,
    partition: 0,
    value: { service, ...at, reports: noise(interval, stream, 6) + (isFailing(service, interval) ? 90 : 0) },
  });
  return [
    rate("chat", 0, 0),
    rate("chat", 0, 1, { operation: "send" }),
    rate("feed", 1, 2, { source: "gateway" }),
    rate("mail", 0, 3, { region: "eu" }),
    rate("mail", 1, 4, { region: "us" }),
    rate("shop", 1, 5),
    {
      topic: errorRate,
      partition: 1,
      value: {
        service: "door",
        ...at,
        source: "probe",
        requests: 1,
        errors: noise(interval, 6, 200) === 0 ? 1 : 0,
      },
    },
    {
      topic: deliveryLatency,
      partition: 0,
      value: { service: "chat", ...at, delivered, p50Ms, p95Ms: p50Ms * 4, p99Ms: p50Ms * 9 },
    },
    {
      topic: deliveryLatency,
      partition: 0,
      value: {
        service: "mail",
        ...at,
        delivered,
        undelivered: late,
        buckets: [
          { leMs: 100, count: delivered - late - 300 },
          { leMs: 1000, count: delivered - late },
          { leMs: 10_000, count: delivered },
        ],
      },
    },
    reports("chat", 8),
    reports("feed", 9),
  ];
}

function recordsOf(interval: number): readonly AppendedRecord[] {
  const timestampMs = startMs + (interval + 1) * windowMs;
  return messagesOf(interval).map(({ topic, partition, value }) => ({
    topic,
    partition,
    key: null,
    value: JSON.stringify(value),
    timestampMs,
  }));
}

/** What the open window is to have besides: a reading that contradicts one before it, a late one, and one that is none. */
function untidy(interval: number): readonly AppendedRecord[] {
  const place = {
    topic: errorRate,
    partition: 1,
    key: null,
    timestampMs: startMs + (interval + 1) * windowMs + 1000,
  };
  const reading = { service: "shop", intervalMs: windowMs, requests: 1, errors: 0 };
  return [
    { ...place, value: JSON.stringify({ ...reading, ts: startMs + interval * windowMs }) },
    { ...place, value: JSON.stringify({ ...reading, ts: startMs + (interval - 3) * windowMs }) },
    { ...place, value: JSON.stringify({ ...reading, ts: startMs + interval * windowMs, errors: 2 }) },
  ];
}

const intervals = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => from + at);

/** The telemetry up to the cut: the window that ends there is still open. */
export const untilCut = (): readonly AppendedRecord[] => [
  ...intervals(0, before).flatMap(recordsOf),
  ...untidy(before - 1),
];

/** The telemetry behind the cut. */
export const behindCut = (): readonly AppendedRecord[] => intervals(before, behind).flatMap(recordsOf);

/** Windows that are judged up to the cut, and behind it. The last one of each stays open. */
export const judged = { untilCut: before - 1, behindCut: behind } as const;

/** Start of a window behind the cut, after what was open there has ended, in which more of mail fails than by day. */
export const nightWindowMs = startMs + (before + 24) * windowMs;
