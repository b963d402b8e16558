import {
  negativeBinomial,
  randomStream,
  type RandomSource,
  studentT,
  uniform,
  wholeBetween,
} from "../random/index.ts";
import { type Effect, effectOn } from "../world/influence.ts";
import type { Course } from "../world/course.ts";
import type { Service } from "../world/service.ts";
import type { World } from "../world/world.ts";
import { minuteMs, msOf } from "../world/world-time.ts";
import type { Sent } from "./sent.ts";

/** Telemetry arrives within this time after its interval, unless it is late. */
const longestDelayMs = 5000;
const latencyFreedom = 5;

/** Gives all readings of one minute of a world; minutes must be asked for in order, from any of them on. */
export type Sampler = (minute: number) => readonly Sent[];

/**
 * Every number comes from a random stream of its own service, signal and hour. So what happens to one signal of a
 * service leaves all others as they are, and a sampler that begins later gives the same from the next full hour on.
 */
export function sampler(world: World): Sampler {
  const samplers = world.services.map((service) => serviceSampler(world, service));
  return (minute) => {
    const sent: Sent[] = [];
    for (const sample of samplers) sample(minute, sent);
    return sent;
  };
}

interface Minute {
  readonly minute: number;
  readonly load: number;
  readonly errorFactor: number;
  readonly effect: Readonly<Effect>;
  readonly works: boolean;
}

function serviceSampler(world: World, service: Service): (minute: number, sent: Sent[]) => void {
  const course = world.courses.get(service.name)!;
  const streams = hourlyStreams(world.seed, service.name);
  return (minute, sent) => {
    if (minute < service.since || minute >= service.until) return;
    const now = minuteOf(world, service, course, minute);
    const add = addTo(sent, service, now, streams);
    sampleReports(service, now, streams, add);
    if (now.effect.silent || (!now.works && idleIsSilent(service))) return;
    sampleRequests(service, now, streams, add);
    sampleMessages(service, now, streams, add);
  };
}

function minuteOf(world: World, { name }: Service, course: Course, minute: number): Minute {
  return {
    minute,
    load: course.load[minute]!,
    errorFactor: course.errors[minute]!,
    effect: effectOn(world.byHour, name, minute),
    works: course.working === null || course.working[minute] === 1,
  };
}

const idleIsSilent = ({ schedule }: Service): boolean =>
  schedule.kind !== "office" || schedule.idle === "silent";

/** The random stream of one of the service's signals in the hour of a minute. */
type Streams = (signal: string, minute: number) => RandomSource;

function hourlyStreams(seed: number, service: string): Streams {
  const current = new Map<string, RandomSource>();
  let hour = -1;
  return (signal, minute) => {
    const now = Math.floor(minute / 60);
    if (now !== hour) {
      hour = now;
      current.clear();
    }
    const known = current.get(signal);
    if (known !== undefined) return known;
    const random = randomStream(seed, service, signal, String(hour));
    current.set(signal, random);
    return random;
  };
}

/** The streams of how long each stream's readings are on their way. */
const ways = {
  "error-rate": "way of requests",
  "delivery-latency": "way of messages",
  "report-volume": "way of reports",
} as const;

type WithoutWay<Reading> = Reading extends Sent
  ? Omit<Reading, "service" | "ts" | "intervalMs" | "arrivalMs">
  : never;
type Add = (reading: WithoutWay<Sent>) => void;

/** Users report by another way than the service's own telemetry, which may be late or of a wrong clock. */
function addTo(sent: Sent[], { name }: Service, { minute, effect }: Minute, streams: Streams): Add {
  const startMs = msOf(minute);
  return (reading) => {
    const isOwn = reading.stream !== "report-volume";
    const delayMs = wholeBetween(streams(ways[reading.stream], minute), 0, longestDelayMs);
    sent.push({
      service: name,
      ts: startMs + (isOwn ? effect.skewMs : 0),
      intervalMs: minuteMs,
      arrivalMs: startMs + minuteMs + delayMs + (isOwn ? effect.lateMs : 0),
      ...reading,
    });
  };
}

function sampleReports({ reports }: Service, now: Minute, streams: Streams, add: Add): void {
  if (reports === null) return;
  const mean = reports.perMinute * now.load * now.effect.reports;
  add({
    stream: "report-volume",
    reports: negativeBinomial(streams("reports", now.minute), mean, reports.size),
  });
}

function sampleRequests(service: Service, now: Minute, streams: Streams, add: Add): void {
  const { requests, probeFaultShare } = service;
  const { minute, effect } = now;
  if (probeFaultShare !== null) {
    const fails = uniform(streams("probe", minute)) < probeFaultShare || effect.down;
    add({ stream: "error-rate", requests: 1, errors: fails ? 1 : 0 });
  }
  if (requests === null) return;
  const mean = requests.perMinute * now.load * effect.traffic;
  const count = now.works ? negativeBinomial(streams("requests", minute), mean, requests.size) : 0;
  if (count === 0 && service.schedule.kind === "seldom") return;
  const usualShare = requests.errorShare * now.errorFactor * effect.errors;
  const share = Math.min(1, effect.errorShare ?? usualShare);
  const errors = negativeBinomial(streams("errors", minute), count * share, requests.errorSize);
  add({ stream: "error-rate", requests: count, errors: Math.min(count, errors) });
}

function sampleMessages({ messages }: Service, now: Minute, streams: Streams, add: Add): void {
  if (messages === null) return;
  const { minute, effect, load } = now;
  const mean = messages.perMinute * load * effect.traffic;
  const sent = now.works ? negativeBinomial(streams("messages", minute), mean, 40) : 0;
  const share = Math.min(1, effect.undeliveredShare ?? messages.undeliveredShare * effect.undelivered);
  const undelivered = Math.min(sent, negativeBinomial(streams("undelivered", minute), sent * share, 20));
  const noise = studentT(streams("latency", minute), latencyFreedom);
  const p95Ms = messages.p95Ms * effect.latency * Math.exp(messages.logScale * noise);
  const delivered = sent - undelivered;
  add({
    stream: "delivery-latency",
    delivered,
    undelivered,
    p95Ms: delivered === 0 ? null : Math.round(p95Ms * 1000) / 1000,
  });
}
