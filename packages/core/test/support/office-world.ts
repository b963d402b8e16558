import { negativeBinomial, randomStream, studentT } from "../../../worlds/src/random/index.ts";
import { type Knowledge, nothingKnown, type SpecialDays } from "../../src/knowledge/knowledge.ts";
import { plainTime } from "../../src/knowledge/wall-clock.ts";
import { type WindowDetectionSnapshot, windowDetection } from "../../src/pipeline/window-detection.ts";
import { type Observed, oneWorld } from "./one-world.ts";
import { configOf } from "./run-detection.ts";

export const windowMs = 5 * 60_000;
export const dayMs = 86_400_000;
const windowsPerDay = dayMs / windowMs;
export const officeNames = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen"];
const components = { core: officeNames.slice(0, 4), edge: officeNames.slice(4) };

/** Number of a day, as special days have it. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

/** Central European time of 2026: summer time until the 25th of October, 01:00 UTC. */
export const berlin = {
  name: "Europe/Berlin",
  fromMs: [Date.UTC(2026, 0, 1), Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)],
  offsetMs: [3_600_000, 7_200_000, 3_600_000],
};

/** A minute as people live it. */
export interface Hour {
  /** Number of the day on the wall, and day of the week from 0, Sunday, on. */
  readonly day: number;
  readonly weekday: number;
  /** Hours since midnight. */
  readonly hour: number;
}

/** What is usual of a service at an hour; factors on what it has by night. */
export interface Usual {
  readonly traffic: number;
  readonly latency: number;
  readonly errors: number;
}

export interface OfficeWorld {
  readonly seed: number;
  /** The first day, and how many follow. */
  readonly from: string;
  readonly days: number;
  /** What the clocks on the wall add to UTC. */
  readonly wallMs?: (timeMs: number) => number;
  /** What is usual of a service, by its number. */
  readonly usual: (service: number, at: Hour) => Usual;
  /** Of these services so many requests fail from then to an hour later; epoch ms. */
  readonly outage?: {
    readonly atMs: number;
    readonly services: readonly string[];
    readonly errorShare: number;
  };
  readonly knowledge?: Partial<Knowledge>;
}

/** An alert that opened an incident, or made it wider. */
export interface Told {
  readonly scope: string;
  /** When it was told, epoch ms, and since when it is. */
  readonly atMs: number;
  readonly onsetMs: number;
  readonly incident: string;
}

const isOffice = ({ weekday, hour }: Hour): boolean => weekday >= 1 && weekday <= 5 && hour >= 8 && hour < 18;

/** Busy in office hours, from one minute to the next; a tenth of it at other times. */
export const officeHours = (_service: number, at: Hour): Usual =>
  isOffice(at) ? { traffic: 12, latency: 1.4, errors: 1 } : { traffic: 1, latency: 1, errors: 1 };

export function special(
  date: string,
  like: number | null,
  services: readonly string[] | null = null,
): SpecialDays {
  return { name: date, firstDay: dayNumber(date), lastDay: dayNumber(date), services, like };
}

/** What is told of the world under what is known, and what is remembered in the end; of a memory, what comes after it. */
export function officeRun(
  world: OfficeWorld,
  memory?: WindowDetectionSnapshot,
): { readonly told: readonly Told[]; readonly memory: WindowDetectionSnapshot } {
  const grown = oneWorld();
  const knowledge = { ...nothingKnown, ...world.knowledge };
  const detection = windowDetection({ ...configOf(components), windowMs, knowledge }, memory);
  const told = new Map<string, Told>();
  const first = Date.parse(`${world.from}T00:00:00Z`) / windowMs;
  // Series are announced in the first window of the world.
  if (memory !== undefined) grown.next(observedAt(world, first * windowMs), 5);
  const start = memory === undefined ? first : memory.model.window + 1;
  for (let at = start; at < first + world.days * windowsPerDay; at += 1) {
    const windowStart = at * windowMs;
    const window = grown.next(observedAt(world, windowStart), 5);
    for (const { data } of detection.step({ ...window, windowMs, windowStart }).alerts) {
      const { incident, scope, onset } = data;
      if (told.get(incident)?.scope === scope) continue;
      told.set(incident, { scope, incident, atMs: windowStart + windowMs, onsetMs: Date.parse(onset) });
    }
  }
  return { told: [...told.values()], memory: detection.snapshot() };
}

function observedAt(world: OfficeWorld, windowStart: number): Observed {
  const { wallMs } = plainTime(windowStart + (world.wallMs ?? (() => 0))(windowStart));
  const day = Math.floor(wallMs / dayMs);
  const at = { day, weekday: (day + 4) % 7, hour: (wallMs % dayMs) / 3_600_000 };
  return Object.fromEntries(
    officeNames.flatMap((name, service) =>
      Object.entries(observedOf(world, { name, service, windowStart, at })),
    ),
  );
}

interface Place {
  readonly name: string;
  readonly service: number;
  readonly windowStart: number;
  readonly at: Hour;
}

function observedOf(
  { seed, usual, outage }: OfficeWorld,
  { name, service, windowStart, at }: Place,
): Observed {
  const random = (signal: string) => randomStream(seed, name, signal, String(windowStart / windowMs));
  const { traffic, latency, errors } = usual(service, at);
  const isOut =
    outage !== undefined &&
    outage.services.includes(name) &&
    windowStart >= outage.atMs &&
    windowStart < outage.atMs + 3_600_000;
  const requests = negativeBinomial(random("requests"), 500 * traffic, 60);
  const share = isOut ? outage.errorShare : 0.004 * errors;
  const failed = Math.min(requests, negativeBinomial(random("errors"), requests * share, 60));
  const p95 = 300 * latency * (isOut ? 2 : 1) * Math.exp(0.06 * studentT(random("latency"), 6));
  return {
    [`${name} errors`]: [failed, requests],
    [`${name} traffic`]: [requests, 5],
    [`${name} latency`]: p95,
    [`${name} reports`]: [negativeBinomial(random("reports"), 3 * traffic * (isOut ? 4 : 1), 10), 5],
  };
}
