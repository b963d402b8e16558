import { expect, test } from "vitest";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { configOf } from "../support/run-detection.ts";
import { emittedOfWorld } from "../support/shared-beginnings.ts";
import { type SyntheticService, type SyntheticWorld, worldWindows } from "../support/synthetic-world.ts";
import { emittedOf, lastWords, namesOf, tenNames, usualService } from "../support/usual-world.ts";

const names = tenNames.slice(0, 4);
const components = { core: names.slice(0, 3) };
/** Requests, errors and reports alone, so that long runs are quick; many of each, so that biases are not noise. */
const plainService = (name: string): SyntheticService => ({
  name,
  requests: 2000,
  errorShare: 0.004,
  reports: 20,
});
const busyService = (name: string): SyntheticService => ({ ...usualService(name), reports: 20 });
const start = 300;

interface LongRun {
  readonly seed: number;
  readonly windows: number;
  readonly service?: (name: string) => SyntheticService;
}

const worldWith = (
  disturbances: readonly Disturbance[],
  { seed, windows, service }: LongRun,
): SyntheticWorld => ({ seed, windows, disturbances, services: names.map(service ?? plainService) });

const emitted = (disturbances: readonly Disturbance[], long: LongRun) =>
  emittedOfWorld(worldWith(disturbances, long), components);

/** Mean of what was expected of each signal of a service over the hours that begin in the windows of `from`. */
function expectations(
  disturbances: readonly Disturbance[],
  long: LongRun,
  from: readonly number[],
): readonly ReadonlyMap<string, number>[] {
  const detection = windowDetection({ ...configOf(components), withEvidence: true });
  const hours = from.map(() => new Map<string, number[]>());
  worldWindows(worldWith(disturbances, long)).forEach((input, window) => {
    const { evidence } = detection.step(input);
    const hour = from.findIndex((first) => window >= first && window < first + 60);
    if (hour < 0) return;
    const { series } = evidence!;
    series.unit.forEach((unit, index) => {
      const expected = series.expected[index] ?? null;
      if (unit !== "dog" || expected === null) return;
      const signal = series.signal[index]!;
      hours[hour]!.set(signal, [...(hours[hour]!.get(signal) ?? []), expected]);
    });
  });
  return hours.map((hour) => new Map([...hour].map(([signal, values]) => [signal, meanOf(values)])));
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Largest relative difference over dog's signals between what is expected with and without its outage, for each hour. */
function biases(outage: Disturbance, long: LongRun, from: readonly number[]): readonly number[] {
  const without = expectations([], long, from);
  return expectations([outage], long, from).map((hour, index) =>
    Math.max(...[...hour].map(([signal, mean]) => Math.abs(mean / without[index]!.get(signal)! - 1))),
  );
}

const seed = 1;

test.each([
  ["half of everything fails", { errorShare: 0.5, undeliveredShare: 0.5, latency: 3, reports: 10 }],
  ["four times the errors", { errors: 4, latency: 1.4 }],
  ["traffic is gone", { traffic: 0.02 }],
])(
  "an outage of six hours is not learned: after recovery the expectation is at most 13 per cent off (%s)",
  (_title, fault) => {
    const outage = { services: ["dog"], from: start, to: start + 360, ...fault };
    const long = { seed, windows: start + 360 + 90, service: busyService };
    expect(biases(outage, long, [start + 375])[0]).toBeLessThanOrEqual(0.13);
  },
);

test("an outage of ten hours is not learned either, nor is its time of day the next day", () => {
  const outage = { services: ["dog"], from: start, to: start + 600, errorShare: 0.5 };
  const long = { seed, windows: start + 560 + 1440 };
  const [after, nextDay] = biases(outage, long, [start + 615, start + 500 + 1440]);
  expect(after).toBeLessThanOrEqual(0.13);
  // A day without its profile is judged by its neighbours: less exactly, but not by the outage.
  expect(nextDay).toBeLessThanOrEqual(0.25);
});

test.each([
  ["simultaneous", "errors", { services: names.slice(0, 3), errorShare: 0.5 }],
  ["isolated", "errors", { services: ["dog"], errorShare: 0.5 }],
  ["isolated", "no traffic", { services: ["dog"], traffic: 0.02 }],
  ["isolated", "no telemetry", { services: ["dog"], silent: true }],
] as const)("a ten-hour outage does not end by release (%s, %s)", (scope, _what, fault) => {
  const end = start + 600;
  const events = emitted([{ from: start, to: end, ...fault }], { seed, windows: end + 40 });
  const [data, ...others] = lastWords(events);
  expect(others).toEqual([]);
  expect([data?.scope, data?.status]).toEqual([scope, "resolved"]);
  expect(events.at(-1)?.window).toBeGreaterThanOrEqual(end + 9);
  expect(events.at(-1)?.window).toBeLessThanOrEqual(end + 15);
});

test("an outage that gets worse after its release, and better again, is one incident until its end", () => {
  const end = start + 1200;
  const events = emitted(
    [
      { services: ["dog"], from: start, to: start + 420, errorShare: 0.05 },
      { services: ["dog"], from: start + 420, to: start + 900, errorShare: 0.8 },
      { services: ["dog"], from: start + 900, to: end, errorShare: 0.05 },
    ],
    { seed, windows: end + 40 },
  );
  expect(lastWords(events)).toHaveLength(1);
  expect(events.map(({ alert: { data } }) => [data.status, data.severity, data.reason])).toEqual([
    ["open", "warning", "evidence-crossed-threshold"],
    ["open", "error", "severity-raised"],
    ["resolved", "error", "recovered"],
  ]);
  expect(events.at(-1)?.window).toBeGreaterThanOrEqual(end);
});

// A doubling raises no incident. While one is open its service is shown against the level of before; when it has ended after
// thirty hours, level and hours of the day both learn the change, and for some hours twice.
test.each([
  ["a doubling", 2, 8],
  ["a quadrupling", 4, 36],
])(
  "%s for good is adopted, with one alert at most and its end (%d times, after %d hours)",
  (_title, times, hours) => {
    const at = start + hours * 60;
    const long = { seed, windows: at + 60 };
    const change = { services: ["dog"], from: start, to: Number.POSITIVE_INFINITY, errors: times };
    const [before, after] = [[], [change]].map((one) => expectations(one, long, [at])[0]!.get("errors")!);
    const ratio = after! / before!;
    expect(Math.abs(ratio / times - 1)).toBeLessThanOrEqual(0.13);
    const events = emitted([change], { seed, windows: start + 31 * 60 });
    const incidents = lastWords(events);
    expect(incidents.length).toBeLessThanOrEqual(1);
    for (const { status } of incidents) expect(status).toBe("resolved");
  },
);

test.each([
  [5, 1, "core"],
  [5, 2, "core"],
  [5, 3, "core"],
  [5, 5, "core"],
  [8, 1, "all"],
  [8, 2, "all"],
  [8, 3, "all"],
  [8, 4, "all"],
  [8, 5, "all"],
])(
  "three times the errors in %d of ten services for an hour are not learned away, and are over when they end (world %d)",
  (failing, seed, component) => {
    const end = start + 60;
    const services = tenNames.slice(0, failing);
    const fault = { services, from: start, to: end, errors: 3, latency: 1.3, reports: 2 };
    const events = emittedOf([fault], { seed, windows: end + 40 });
    const [data, ...others] = lastWords(events).filter(({ status }) => status !== "retracted");
    expect(others).toEqual([]);
    expect([data?.scope, data?.component?.name, data?.status]).toEqual([
      "simultaneous",
      component,
      "resolved",
    ]);
    expect(namesOf(data, "member")).toEqual(services);
    expect(events.at(-1)?.window).toBeGreaterThanOrEqual(end + 9);
    expect(events.at(-1)?.window).toBeLessThanOrEqual(end + 15);
  },
);

test.each([3, 4, 5])(
  "twice the errors in one service for an hour are not learned away, and are over when they end (world %d)",
  (seed) => {
    const end = start + 60;
    const fault = { services: ["dog"], from: start, to: end, errors: 2, latency: 1.3, reports: 2 };
    const events = emittedOf([fault], { seed, windows: end + 40 });
    const [data, ...others] = lastWords(events);
    expect(others).toEqual([]);
    expect([data?.scope, data?.status, namesOf(data, "member")]).toEqual(["isolated", "resolved", ["dog"]]);
    expect(events.at(-1)?.window).toBeGreaterThanOrEqual(end + 9);
    expect(events.at(-1)?.window).toBeLessThanOrEqual(end + 15);
  },
);

test("an ordinary day, the first of its world, raises no simultaneous alert", () => {
  const events = emitted([], { seed: 5, windows: 1500 });
  expect(events.filter(({ alert }) => alert.data.scope === "simultaneous")).toEqual([]);
});

test("a service that is gone for good is forgotten after seven days, and its incident ends", () => {
  const gone = { services: ["ant"], from: 120, to: Number.POSITIVE_INFINITY, silent: true } as const;
  const services = names.slice(0, 3).map((name) => ({ name, requests: 500, errorShare: 0.01 }));
  const world = { seed: 1, windows: 120 + 7 * 1440 + 60, services, disturbances: [gone] };
  const events = emittedOfWorld(world, components).map(({ alert }) => alert.data);
  expect(events.map(({ scope, status }) => [scope, status])).toEqual([
    ["isolated", "open"],
    ["isolated", "resolved"],
  ]);
});
