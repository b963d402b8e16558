import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Logged, perturber } from "../../src/perturbation/perturber.ts";
import { failureShapes, type Step } from "../../src/perturbation/step.ts";

interface Message extends Logged {
  readonly name: string;
}

const minuteMs = 60_000;
const message = (at: number, change: Partial<Message> = {}): Message => ({
  name: String(at),
  topic: "errors",
  partition: at % 2,
  offset: Math.floor(at / 2),
  arrivalMs: at * 1000,
  payload: JSON.stringify({
    service: at % 3 === 0 ? "chat" : "mail",
    ts: at * 1000 - minuteMs,
    requests: 100,
    errors: 1,
  }),
  ...change,
});
const log = Array.from({ length: 60 }, (_, at) => message(at));

function through(messages: readonly Message[], steps: readonly Step[], seed = 1): readonly Message[] {
  const going = perturber<Message>(steps, seed);
  return [...messages.flatMap((one) => going.push(one)), ...going.end()];
}

const partitionOf = (messages: readonly Message[], partition: number): readonly Message[] =>
  messages.filter((one) => one.partition === partition);
const names = (messages: readonly Message[]): readonly string[] => messages.map(({ name }) => name);
const valueIn = ({ payload }: Message): Record<string, number> =>
  JSON.parse(payload as string) as Record<string, number>;

const target = fc.record(
  {
    services: fc.constantFrom(["chat"], ["mail"], ["chat", "mail"]),
    partition: fc.constantFrom(0, 1),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    fromMs: fc.integer({ min: 0, max: 60_000 }),
  },
  { requiredKeys: [] },
);
const upToMs = fc.integer({ min: 0, max: 30_000 });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("delay" as const, "duplicate" as const, "disorder" as const),
    target,
    upToMs,
  }),
  fc.record({ kind: fc.constantFrom("drop" as const, "missing" as const), target }),
  fc.record({ kind: fc.constant("skew" as const), target, byMs: fc.integer({ min: -90_000, max: 90_000 }) }),
  fc.record({
    kind: fc.constant("scale" as const),
    target,
    times: fc.double({ min: 0, max: 100, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant("fail" as const),
    target,
    shape: fc.constantFrom(...failureShapes),
    depth: fc.double({ min: 0, max: 1, noNaN: true }),
    times: fc.double({ min: 1, max: 50, noNaN: true }),
    rampMs: fc.integer({ min: 0, max: 60_000 }),
  }),
);

describe("of any steps", () => {
  test("the same seed gives the same, offsets rise by one from 0 in each partition, and numbers stay numbers", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 4 }), fc.nat(), (steps, seed) => {
        const out = through(log, steps, seed);
        expect(through(log, steps, seed)).toEqual(out);
        for (const partition of [0, 1]) {
          const lies = partitionOf(out, partition);
          expect(lies.map(({ offset }) => offset)).toEqual(lies.map((_, at) => at));
        }
        for (const one of out) {
          const { requests, errors } = valueIn(one);
          expect(Number.isSafeInteger(requests) && Number.isSafeInteger(errors)).toBe(true);
          expect(errors).toBeLessThanOrEqual(requests as number);
          expect(one.arrivalMs).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("what is not meant is as it was, in its order; a step more changes nothing of what the others draw", () => {
    fc.assert(
      fc.property(anyStep, fc.nat(), (step, seed) => {
        const alone: Step = { ...step, target: { ...step.target, services: ["chat"] } };
        const others = (messages: readonly Message[]): readonly string[] =>
          names(partitionOf(messages, 0)).filter((name) => Number(name) % 3 !== 0);
        expect(others(through(log, [alone], seed))).toEqual(others(log));
        const half: Step = { kind: "drop", target: { share: 0.5 } };
        const left = names(through(log, [half], seed));
        const first: Step = { kind: "skew", target: {}, byMs: 1000 };
        expect(names(through(log, [half, first], seed))).toEqual(left);
      }),
    );
  });

  test("what is no telemetry is moved about, and never changed", () => {
    const odd = [
      message(0, { payload: "not json" }),
      message(2, { payload: new Uint8Array([1]) }),
      message(4, { payload: null }),
    ];
    const steps: readonly Step[] = [
      { kind: "fail", target: {}, shape: "silent", depth: 1, times: 1, rampMs: 0 },
      { kind: "scale", target: {}, times: 3 },
    ];
    expect(through(odd, steps).map(({ payload }) => payload)).toEqual(odd.map(({ payload }) => payload));
  });
});

describe("each kind", () => {
  test("delay: later by up to so much, in order of the new times", () => {
    const out = partitionOf(through(log, [{ kind: "delay", target: {}, upToMs: 20_000 }]), 0);
    const times = out.map(({ arrivalMs }) => arrivalMs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    for (const { name, arrivalMs } of out) {
      expect(arrivalMs - Number(name) * 1000).toBeGreaterThanOrEqual(0);
      expect(arrivalMs - Number(name) * 1000).toBeLessThanOrEqual(20_000);
    }
    expect(names(out)).not.toEqual(names(partitionOf(log, 0)));
  });

  test("disorder: elsewhere in the partition, with its own time, and never behind what is more than so much newer", () => {
    const out = partitionOf(through(log, [{ kind: "disorder", target: {}, upToMs: 10_000 }]), 0);
    expect(names(out).toSorted()).toEqual(names(partitionOf(log, 0)).toSorted());
    expect(names(out)).not.toEqual(names(partitionOf(log, 0)));
    let newest = 0;
    for (const { arrivalMs } of out) {
      newest = Math.max(newest, arrivalMs);
      expect(newest - arrivalMs).toBeLessThanOrEqual(10_000);
    }
  });

  test("duplicate: once more with the same value; drop and missing: not at all", () => {
    const twice = through(log, [{ kind: "duplicate", target: {}, upToMs: 5000 }]);
    expect(twice).toHaveLength(2 * log.length);
    expect(partitionOf(through(log, [{ kind: "drop", target: { partition: 1 } }]), 1)).toEqual([]);
    const missing = through(log, [{ kind: "missing", target: { services: ["chat"], fromMs: 30_000 } }]);
    expect(names(missing)).toEqual(names(log).filter((name) => Number(name) < 30 || Number(name) % 3 !== 0));
  });

  test("skew: the producer's times, also where they are written as text; scale: counts", () => {
    const text = message(7, { payload: JSON.stringify({ service: "chat", ts: "2021-10-04T15:00:00Z" }) });
    const [ahead] = through([text], [{ kind: "skew", target: {}, byMs: 90_000 }]);
    expect(ahead).toMatchObject({
      arrivalMs: 97_000,
      payload: '{"service":"chat","ts":"2021-10-04T15:01:30.000Z"}',
    });
    const [more] = through([message(1)], [{ kind: "scale", target: {}, times: 2.5 }]);
    expect(valueIn(more as Message)).toMatchObject({ requests: 250, errors: 3 });
  });

  test.each([
    ["errors", { requests: 100, errors: 40 }],
    ["traffic-gone", { requests: 60, errors: 0 }],
    ["stalled", { requests: 100, errors: 1 }],
  ] as const)("fail as %s", (shape, expected) => {
    const step: Step = { kind: "fail", target: {}, shape, depth: 0.4, times: 10, rampMs: 0 };
    expect(valueIn(through([message(1)], [step])[0] as Message)).toMatchObject(expected);
  });

  test("fail comes on over its ramp, and stuck messages grow old", () => {
    const payload = JSON.stringify({
      service: "chat",
      delivered: 100,
      undelivered: 2,
      p95Ms: 10,
      reports: 3,
    });
    const at = (
      arrivalMs: number,
      step: Pick<Extract<Step, { kind: "fail" }>, "shape" | "depth" | "times">,
    ) => {
      const fail: Step = { ...step, kind: "fail", target: { fromMs: 0 }, rampMs: 100_000 };
      return valueIn(through([message(1, { arrivalMs, payload })], [fail])[0] as Message);
    };
    const stalled = { shape: "stalled", depth: 0.5, times: 1 } as const;
    expect(at(50_000, stalled)).toMatchObject({
      delivered: 75,
      undelivered: 27,
      oldestUndeliveredMs: 50_000,
    });
    expect(at(200_000, stalled)).toMatchObject({
      delivered: 50,
      undelivered: 52,
      oldestUndeliveredMs: 200_000,
    });
    expect(at(50_000, { shape: "slow", depth: 1, times: 11 })).toMatchObject({ p95Ms: 60 });
    expect(at(100_000, { shape: "reports", depth: 1, times: 10 })).toMatchObject({ reports: 30 });
  });
});
