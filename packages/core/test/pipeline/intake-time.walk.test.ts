import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Delivery } from "../../src/pipeline/delivery.ts";
import { intake } from "../../src/pipeline/intake.ts";
import { readingsOf } from "../../src/window/frame-readings.ts";
import { intakeConfig, type IntakeRun, runIntake } from "../support/run-intake.ts";

const minute = 60_000;
const hour = 60 * minute;
const year = 365 * 24 * hour;
const startMs = 1_633_359_600_000;

interface Sent {
  readonly service: string;
  readonly partition: number;
  /** Start of the interval, by the producer's clock. */
  readonly ts: number;
  readonly arrivalMs: number;
}

/** Every service in its partition, each minute, some seconds after the minute; in the order of true time. */
function clean(services: readonly (readonly string[])[], minutes: number): readonly Sent[] {
  return Array.from({ length: minutes }, (_, at) => at).flatMap((at) =>
    services.flatMap((names, partition) =>
      names.map((service, place) => {
        const ts = startMs + at * minute;
        return { service, partition, ts, arrivalMs: ts + minute + 2000 + 100 * place };
      }),
    ),
  );
}

function deliveries(sent: readonly Sent[]): readonly Delivery[] {
  return sent.map(({ service, partition, ts, arrivalMs }, offset) => {
    const named = { service, operation: null, region: null, source: null };
    const values = { ts, intervalMs: minute, requests: 10, errors: 0 };
    const reading = { stream: "error-rate" as const, ...named, ...values };
    return { topic: "requests", partition, offset, arrivalMs, content: { kind: "reading", reading } };
  });
}

/** The readings that count, but for those of `left`, and the window of each. */
function counted({ frames }: IntakeRun, left: ReadonlySet<string>): unknown {
  return frames
    .flatMap((frame) =>
      readingsOf(frame).map(({ service, ts }) => ({ window: frame.windowStart, service, ts })),
    )
    .filter(({ service }) => !left.has(service))
    .map(({ window, service, ts }) => `${window} ${service} ${ts}`)
    .toSorted();
}

const fleet = [
  ["a", "b", "c"],
  ["d", "e"],
];

const absurd = fc.oneof(
  fc.integer({ min: -60 * year, max: -11 * minute }),
  fc.integer({ min: 11 * minute, max: 60 * year }),
  fc.constantFrom(-startMs, 40 * minute, 6 * 24 * hour, -40 * 24 * hour, 101 * 24 * hour),
);

describe("one message of an absurd time", () => {
  for (const service of ["a", "z"])
    test(`costs no other reading wherever it stands, from ${service === "z" ? "a stranger" : "one of them"}`, () => {
      fc.assert(
        fc.property(absurd, fc.nat(5 * 12), fc.nat(1), (skewMs, at, partition) => {
          const sent = clean(fleet, 12);
          const then = (sent[Math.min(at, sent.length - 1)] as Sent).arrivalMs + skewMs;
          const lie = { service, partition, ts: then - minute, arrivalMs: then };
          const run = runIntake(deliveries([...sent.slice(0, at), lie, ...sent.slice(at)]));
          const left = new Set(["z"]);
          const told = counted(run, left) as string[];
          expect(told.filter((one) => !one.endsWith(` ${lie.ts}`))).toEqual(
            counted(runIntake(deliveries(sent)), left),
          );
          expect(run.refusals.every(({ offset }) => offset === at)).toBe(true);
        }),
        { numRuns: 300 },
      );
    });

  test("asks for no window that the others do not have", () => {
    fc.assert(
      fc.property(absurd, fc.integer({ min: 4, max: 56 }), (skewMs, at) => {
        const sent = clean(fleet, 12);
        const then = (sent[at] as Sent).arrivalMs + skewMs;
        const lie = { service: "z", partition: 0, ts: then - minute, arrivalMs: then };
        const windowsOf = (run: IntakeRun) => new Set(run.frames.map(({ windowStart }) => windowStart));
        const run = runIntake(deliveries([...sent.slice(0, at), lie, ...sent.slice(at)]));
        expect(windowsOf(run)).toEqual(windowsOf(runIntake(deliveries(sent))));
      }),
      { numRuns: 200 },
    );
  });
});

describe("a producer whose clock is wrong", () => {
  test("costs no reading of two others in its partition, however far and in whichever direction", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: -9 * minute, max: 9 * minute }),
          absurd,
          fc.constantFrom(3 * minute, 9 * minute, -3 * minute),
        ),
        fc.constantFrom("a", "b", "c"),
        fc.integer({ min: 1, max: 3 }),
        (skewMs, liar, times) => {
          const sent = clean(fleet, 25).flatMap((one) =>
            one.service === liar ? Array.from({ length: times }, (_, at) => lieOf(one, skewMs, at)) : [one],
          );
          const honest = clean(fleet, 25).filter(({ service }) => service !== liar);
          const left = new Set([liar]);
          const run = runIntake(deliveries(sent));
          const lost = run.refusals.filter(({ reading }) => reading?.service !== liar);
          expect(lost).toEqual([]);
          expect(counted(run, left)).toEqual(counted(runIntake(deliveries(honest)), left));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("three minutes ahead and every twenty seconds, makes nobody late", () => {
    const sent = clean(fleet, 60).flatMap((one) => [
      one,
      ...(one.service === "c"
        ? [0, 20, 40].map((seconds) => lieOf({ ...one, service: "z" }, 3 * minute + seconds * 1000, seconds))
        : []),
    ]);
    const run = runIntake(deliveries(sent));
    expect(run.refusals).toEqual([]);
  });
});

function lieOf(one: Sent, skewMs: number, at: number): Sent {
  return { ...one, ts: one.ts + skewMs + at, arrivalMs: one.arrivalMs + skewMs + at };
}

test("of two producers that are up to ten minutes apart none costs the other a reading", () => {
  fc.assert(
    fc.property(fc.integer({ min: -9 * minute, max: 9 * minute }), (skewMs) => {
      const sent = clean(fleet, 25).map((one) => (one.service === "d" ? lieOf(one, skewMs, 0) : one));
      expect(runIntake(deliveries(sent)).refusals).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

describe("an honest gap", () => {
  test("of any length up to 100 days costs nothing, though nobody has confirmed it before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 * 24 * 60 }), fc.nat(11), (gapMinutes, at) => {
        const sent = clean(fleet, 12).map((one) =>
          one.ts < startMs + at * minute
            ? one
            : { ...one, ts: one.ts + gapMinutes * minute, arrivalMs: one.arrivalMs + gapMinutes * minute },
        );
        const run = runIntake(deliveries(sent));
        expect(run.refusals).toEqual([]);
        expect(counted(run, new Set())).toHaveLength(sent.length);
      }),
      { numRuns: 100 },
    );
  });

  test("after which only one of many comes back costs nothing either", () => {
    const before = clean(fleet, 10);
    const after = clean([[], ["d"]], 40).map((one) => ({
      ...one,
      ts: one.ts + 3 * hour,
      arrivalMs: one.arrivalMs + 3 * hour,
    }));
    const run = runIntake(deliveries([...before, ...after]));
    expect(run.refusals).toEqual([]);
    expect(counted(run, new Set())).toHaveLength(before.length + after.length);
  });
});

test("a lone producer that speaks once an hour is believed", () => {
  const sent = Array.from({ length: 12 }, (_, at) => ({
    service: "a",
    partition: 0,
    ts: startMs + at * hour,
    arrivalMs: startMs + at * hour + minute,
  }));
  const run = runIntake(deliveries(sent));
  expect(run.refusals).toEqual([]);
  expect(run.frames.reduce((sum, { counts }) => sum + counts.accepted, 0) + run.unfinished).toBe(12);
});

test("when most producers of a partition fall silent, the time of the others goes on", () => {
  const before = clean([["a", "b", "c", "d", "e"]], 10);
  const after = clean([["a", "b"]], 60).filter(({ ts }) => ts >= startMs + 10 * minute);
  const run = runIntake(deliveries([...before, ...after]));
  expect(run.refusals).toEqual([]);
  expect(counted(run, new Set())).toHaveLength(before.length + after.length);
});

test("what waits is part of the snapshot, and is refused after it as it would have been before", () => {
  const sent = clean(fleet, 5);
  const lie = { ...(sent[0] as Sent), arrivalMs: startMs + 2 * hour };
  const all = deliveries([...sent.slice(0, 15), lie, ...sent.slice(15)]);
  const running = intake(intakeConfig);
  for (const one of all.slice(0, 15)) running.step(one);
  expect(running.step(all[15] as Delivery)).toMatchObject({ accepted: 0, refused: [], waiting: 1 });
  const restored = intake(intakeConfig, structuredClone(running.snapshot()));
  const rest = runIntake(all.slice(16), restored);
  expect(rest.refusals.map(({ code, offset }) => [code, offset])).toEqual([["clock-not-believed", 15]]);
});

test("a flood that waits is bounded, and believed where nobody contradicts it", () => {
  const running = intake(intakeConfig);
  for (const one of deliveries(clean([["a", "b", "c"]], 5))) running.step(one);
  let most = 0;
  for (let at = 0; at < 5000; at += 1) {
    const arrivalMs = startMs + 24 * hour + at;
    const lie = { service: "z", partition: 0, ts: arrivalMs - minute, arrivalMs };
    most = Math.max(most, running.step({ ...(deliveries([lie])[0] as Delivery), offset: 100 + at }).waiting);
  }
  expect(most).toBeLessThanOrEqual(2000);
});
