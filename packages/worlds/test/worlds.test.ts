import { createHash } from "node:crypto";
import { DeliveryLatencyTelemetry, ErrorRateTelemetry, ReportVolumeTelemetry } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import {
  arrivals,
  createWorld,
  failureAt,
  familyNames,
  minutesPerDay,
  msOf,
  recordingLines,
  type Sent,
  withFailure,
  type World,
} from "../src/index.ts";

const linesOf = (world: World): readonly string[] => [...recordingLines(world, "a")].map(({ text }) => text);
const hashOf = (lines: readonly string[]): string =>
  createHash("sha256").update(lines.join("\n")).digest("hex");
const sentIn = (world: World, from: number, to: number): readonly Sent[] =>
  [...arrivals(world, from, to)].flat();

describe.each(familyNames)("%s", (family) => {
  test("the same seed gives the same bytes, another seed others", () => {
    const once = hashOf(linesOf(createWorld(family, { seed: 5, days: 1 })));
    expect(hashOf(linesOf(createWorld(family, { seed: 5, days: 1 })))).toBe(once);
    expect(hashOf(linesOf(createWorld(family, { seed: 6, days: 1 })))).not.toBe(once);
  });

  test("a longer world begins as the shorter one does", () => {
    const short = sentIn(createWorld(family, { seed: 3, days: 1 }), 0, minutesPerDay);
    expect(sentIn(createWorld(family, { seed: 3, days: 3 }), 0, minutesPerDay)).toEqual(short);
  });

  test("what arrives is the same in one stretch as in several, wherever it is cut", () => {
    const world = createWorld(family, { seed: 4, days: 1 });
    const cut = [0, 61, 62, 500, 733, 1100].flatMap((from, index, all) =>
      sentIn(world, from, all[index + 1] ?? 1100),
    );
    expect(cut).toEqual(sentIn(world, 0, 1100));
  });

  test("a failure that is added changes nobody else, and nothing before it", () => {
    const world = createWorld(family, { seed: 2, days: 1 });
    const failure = failureAt(world, "isolated", 700)!;
    const [failing] = failure.incidents[0].services;
    const others = (all: readonly Sent[]) => all.filter(({ service }) => service !== failing);
    const before = (all: readonly Sent[]) => all.filter(({ ts }) => ts < msOf(695));
    const [usual, changed] = [sentIn(world, 0, 900), sentIn(withFailure(world, failure), 0, 900)];
    expect(others(changed)).toEqual(others(usual));
    expect(before(changed)).toEqual(before(usual));
    expect(changed).not.toEqual(usual);
  });

  test("every message is one that the contracts allow", () => {
    const schemas = {
      "telemetry.error-rate.v1": ErrorRateTelemetry,
      "telemetry.delivery-latency.v1": DeliveryLatencyTelemetry,
      "telemetry.report-volume.v1": ReportVolumeTelemetry,
    } as const;
    const [header, ...lines] = linesOf(createWorld(family, { seed: 9, days: 1 }));
    expect(JSON.parse(header!)).toMatchObject({ tocsinRecording: 1, provenance: "simulated", seed: 9 });
    expect(lines.length).toBeGreaterThan(10_000);
    for (const line of lines.filter((_, index) => index % 50 === 0)) {
      const { topic, payload } = JSON.parse(line) as { topic: keyof typeof schemas; payload: string };
      expect(schemas[topic].safeParse(JSON.parse(payload)).success, line).toBe(true);
    }
  });

  test("lines stand in order of arrival, and offsets of a partition count from 0", () => {
    const [, ...lines] = linesOf(createWorld(family, { seed: 1, days: 1 }));
    const places = new Map<string, number>();
    let lastMs = 0;
    const wrong = lines.filter((line) => {
      const { topic, partition, offset, ts } = JSON.parse(line) as Record<string, number | string>;
      const place = `${topic} ${partition}`;
      const next = places.get(place) ?? 0;
      const isRight = offset === next && Number(ts) >= lastMs;
      places.set(place, next + 1);
      lastMs = Number(ts);
      return !isRight;
    });
    expect(wrong).toEqual([]);
    expect(places.size).toBeGreaterThan(3);
  });
});

test("in the calendar family offices are silent or idle at night and nightly jobs by day", () => {
  const world = createWorld("calendar", { seed: 1, days: 2 });
  const heard = (service: string, from: number, to: number) =>
    sentIn(world, from, to).filter((sent) => sent.service === service && sent.stream === "error-rate");
  const [midnight, noon] = [60, 720];
  expect(heard("basket", midnight, midnight + 60)).toHaveLength(0);
  expect(heard("basket", noon, noon + 60)).toHaveLength(60);
  const idle = heard("chat", midnight, midnight + 60);
  expect(idle).toHaveLength(60);
  expect(idle.every((sent) => "requests" in sent && sent.requests === 0)).toBe(true);
  expect(heard("stock", noon, noon + 60)).toHaveLength(0);
  expect(heard("stock", 200, 215)).toHaveLength(15);
  const seldom = heard("pay", 0, 2 * minutesPerDay).length;
  expect(seldom).toBeGreaterThan(20);
  expect(seldom).toBeLessThan(90);
});

test("the adversarial family has producers that are late, clocks that are wrong, totals of weeks, and visitors", () => {
  const world = createWorld("adversarial", { seed: 2, days: 8 });
  const all = sentIn(world, 0, 8 * minutesPerDay).filter(({ stream }) => stream !== "report-volume");
  const onTime = ({ arrivalMs, ts, intervalMs }: Sent) => arrivalMs - ts - intervalMs;
  expect(all.filter((sent) => onTime(sent) > 300_000).length).toBeGreaterThan(20);
  expect(all.filter(({ ts }) => ts % 60_000 !== 0).length).toBeGreaterThan(60);
  expect(all.some((sent) => sent.stream === "error-rate" && sent.requests > 500_000)).toBe(true);
  expect(world.services.filter(({ name }) => name.startsWith("trial-")).length).toBeGreaterThan(0);
});

test("the heavy family is wilder than the calm one, and as wild as the residuals that it is given", () => {
  const spread = (world: World): number => {
    const { load } = world.courses.get("cart")!;
    const steps = Array.from({ length: 1400 }, (_, at) => Math.abs(Math.log(load[at + 1]! / load[at]!)));
    return steps.toSorted((one, other) => one - other)[1330]!;
  };
  const calm = spread(createWorld("factors", { seed: 1, days: 1 }));
  const wild = spread(createWorld("heavy", { seed: 1, days: 1 }));
  const still = spread(
    createWorld("heavy", { seed: 1, days: 1, residuals: [Array.from({ length: 200 }, () => 0)] }),
  );
  expect(wild).toBeGreaterThan(2 * calm);
  expect(still).toBeLessThan(wild / 2);
});
