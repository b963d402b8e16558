import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createModel } from "../../src/model/index.ts";
import type { WarmUp } from "../../src/model/warm-up.ts";
import { kindsInForms, observationOf, type Form } from "../support/forms.ts";
import { oneModel } from "../support/one-model.ts";
import { type Observed, ofEach } from "../support/one-world.ts";
import { firstWindow, minuteMs } from "../support/world-time.ts";

const dayMs = 86_400_000;
/** In minutes after the first window. */
const minutesOf = (speaksFrom: number | null): number | null =>
  speaksFrom === null ? null : speaksFrom / minuteMs - firstWindow;
const promisedTo = ({ warmingUp }: WarmUp, service = "ant"): number | null | undefined => {
  const found = warmingUp.find((one) => one.service === service);
  return found === undefined ? undefined : minutesOf(found.speaksFrom);
};

/** What was promised after each window to a service, until one in which a series of it says anything: that one. */
function promisesUntilItSpeaks(observedIn: (window: number) => Observed, everyMinutes = 1) {
  const model = oneModel();
  const promises: (number | null | undefined)[] = [];
  for (let window = 0; window < 5000; window += 1) {
    const { series } = model.next(observedIn(window), everyMinutes);
    if (Array.from(series.logEvidence).some((nats) => nats !== 0)) {
      return { promises, spokeIn: window, after: model.model.warmUp() };
    }
    promises.push(promisedTo(model.model.warmUp()));
  }
  throw new Error("it never spoke");
}

const errors: Observed = { "ant errors": [5, 1000] };

describe("a service that is seen for the first time", () => {
  test("every minute is promised the hour at once, and speaks then", () => {
    const { promises, spokeIn, after } = promisesUntilItSpeaks(() => errors);
    expect(spokeIn).toBe(60);
    expect(promises).toEqual(Array.from({ length: 60 }, () => 60));
    expect(after).toEqual({ warmingUp: [], speaking: ["ant"] });
  });

  test("every five minutes is promised the time of its twentieth reading, once it is known how often it comes", () => {
    const everyFive = (window: number): Observed => (window % 5 === 0 ? errors : {});
    const { promises, spokeIn } = promisesUntilItSpeaks(everyFive, 5);
    expect(spokeIn).toBe(95);
    expect(promises.slice(0, 5)).toEqual([null, null, null, null, null]);
    expect(promises.slice(5)).toEqual(Array.from({ length: 90 }, () => 95));
  });

  test("every five minutes with its traffic is promised that time at once, because a count says its interval", () => {
    const observed: Observed = { "ant traffic": { value: 900, exposure: 5 }, ...errors };
    const everyFive = (window: number): Observed => (window % 5 === 0 ? observed : {});
    const { promises, spokeIn } = promisesUntilItSpeaks(everyFive, 5);
    expect([spokeIn, new Set(promises)]).toEqual([95, new Set([95])]);
  });

  test("with a histogram is promised the twentieth reading after its edge is known", () => {
    const histogram = { exposure: 1000, buckets: [100, 500, 200, 900, 400, 1000] };
    const { promises, spokeIn } = promisesUntilItSpeaks(() => ({ "ant latency": histogram }));
    expect(spokeIn).toBe(79);
    expect(new Set(promises)).toEqual(new Set([79]));
  });

  test("with several signals is promised the time of the first that speaks", () => {
    const both = (window: number): Observed =>
      window % 5 === 0 ? { "ant errors": [5, 1000], "ant reports": 3 } : { "ant reports": 3 };
    const { promises, spokeIn } = promisesUntilItSpeaks(both);
    expect(spokeIn).toBe(60);
    expect(new Set(promises)).toEqual(new Set([60]));
  });

  test("with one request an hour is promised nothing until nine were seen without a failure, and speaks at the twentieth", () => {
    const hourly = (window: number): number => (window % 60 === 30 ? 1 : 0);
    const { promises, spokeIn } = promisesUntilItSpeaks((window) => ({
      "ant errors": [0, window === 0 ? 3 : hourly(window)],
    }));
    expect(spokeIn).toBe(1110);
    expect(promises.slice(60, 330).every((promise) => promise === null)).toBe(true);
    expect(promises[330]).toBeLessThanOrEqual(spokeIn);
  });

  test("long after the others warms up alone", () => {
    const model = oneModel();
    model.after(100, ofEach(["ant", "bee"], { errors: [5, 1000] }));
    model.next({ ...ofEach(["ant", "bee"], { errors: [5, 1000] }), "cat errors": [1, 100] });
    const warmUp = model.model.warmUp();
    expect(promisedTo(warmUp, "cat")).toBe(160);
    expect(warmUp.speaking).toEqual(["ant", "bee"]);
  });
});

test("a service of whose signals none is judged speaks when its silence could be noticed", () => {
  const model = oneModel();
  model.after(59, { "ant traffic": 1 });
  expect(promisedTo(model.model.warmUp())).toBe(60);
  model.next({ "ant traffic": 1 });
  expect(model.model.warmUp()).toEqual({ warmingUp: [], speaking: ["ant"] });
  model.next({});
  expect(model.model.seen().services).toEqual(["ant"]);
});

test("a service that turns out to count more than one request at a time warms up anew", () => {
  const model = oneModel();
  model.after(100, { "ant errors": [0, 1], "ant traffic": 1 });
  expect(model.model.warmUp().speaking).toEqual(["ant"]);
  model.next({ "ant errors": [3, 500], "ant traffic": 500 });
  expect(promisedTo(model.model.warmUp())).toBe(160);
});

test("while its telemetry is overdue nobody knows from when a service speaks, and when it comes again it is known", () => {
  const model = oneModel();
  model.after(10, errors);
  model.after(50, {});
  expect(promisedTo(model.model.warmUp())).toBe(60);
  model.next({});
  expect(promisedTo(model.model.warmUp())).toBeNull();
  model.next(errors);
  expect(promisedTo(model.model.warmUp())).toBe(70);
});

test("a service that came once and has been away for a week is not waited for", () => {
  const model = oneModel();
  model.next({ ...errors, "bee errors": [5, 1000] });
  const weekWindows = (7 * dayMs) / minuteMs;
  model.after(weekWindows, { "bee errors": [5, 1000] });
  expect(promisedTo(model.model.warmUp())).toBeNull();
  model.next({ "bee errors": [5, 1000] });
  expect(model.model.warmUp()).toEqual({ warmingUp: [], speaking: ["bee"] });
});

test("a model that goes on from a snapshot promises the same", () => {
  const model = oneModel();
  model.after(30, { ...errors, "bee reports": 4, "cat traffic": 1 });
  const again = createModel(minuteMs, model.model.snapshot());
  expect(again.warmUp()).toEqual(model.model.warmUp());
  expect(again.warmUp().warmingUp).toHaveLength(3);
});

/** What is seen of a form, different in every window. */
const seenOf = (form: Form, window: number) => {
  const seen = { size: 100 + ((window * 7) % 50), badness: 0.1 + ((window * 3) % 10) / 50 };
  return observationOf(form, seen, { series: 0 });
};

describe.each(kindsInForms)("$name", ({ form }) => {
  const name = `ant ${form.signal}`;

  /** What is promised to a service of this form whose readings come with these gaps, and every `last` after them. */
  function withGaps(gaps: readonly number[], every: number) {
    const comes = new Set([0]);
    let window = 0;
    for (let reading = 0; reading < 100; reading += 1) {
      window += gaps[reading] ?? gaps.at(-1) ?? every;
      comes.add(window);
    }
    return promisesUntilItSpeaks((at): Observed => {
      if (!comes.has(at)) return {};
      const { series: _, ...observation } = seenOf(form, at);
      const isCount = form.signal === "traffic" || form.signal === "deliveries" || form.signal === "reports";
      const interval = { intervalMs: every * minuteMs, ...(isCount ? { exposure: every } : {}) };
      return { [name]: { ...observation, ...interval } };
    }, every);
  }

  test("that comes at regular times speaks when it was promised, or less than one interval later", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (every) => {
        const { promises, spokeIn } = withGaps([], every);
        const known = promises.slice(every + 1);
        expect(known.length).toBeGreaterThan(0);
        for (const promise of known) {
          expect(promise).toBeLessThanOrEqual(spokeIn);
          expect(promise).toBeGreaterThan(spokeIn - every);
        }
      }),
      { numRuns: 6 },
    );
  });

  test("never speaks before it was promised where two readings are missing, wherever they are", () => {
    const places = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), places, (every, missing) => {
        const gaps = Array.from({ length: 22 }, (_, at) => (missing.includes(at) ? 2 : 1) * every);
        const { promises, spokeIn } = withGaps(gaps, every);
        for (const promise of promises) expect(promise ?? 0).toBeLessThanOrEqual(spokeIn);
      }),
      { numRuns: 6 },
    );
  });

  test("never speaks before it was promised where it comes ever more rarely", () => {
    const growing = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(growing, (drawn) => {
        const gaps = drawn.toSorted((one, other) => one - other);
        const { promises, spokeIn } = withGaps(gaps, gaps[0]!);
        for (const promise of promises) expect(promise ?? 0).toBeLessThanOrEqual(spokeIn);
      }),
      { numRuns: 6 },
    );
  });
});
