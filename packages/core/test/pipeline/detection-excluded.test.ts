import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExcludedPast } from "../../src/knowledge/knowledge.ts";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { opened, run, windowAt } from "../support/run-detection.ts";
import { knowing } from "../support/sparse.ts";
import { minuteMs, type SyntheticService, worldStartMs, worldWindows } from "../support/synthetic-world.ts";
import { hard, tenNames, usualService } from "../support/usual-world.ts";

const services: readonly SyntheticService[] = tenNames.slice(0, 3).map(usualService);
/** Ends before the window `to`. */
const past = (from: number, to: number, of: readonly string[] | null = null): ExcludedPast => ({
  fromMs: worldStartMs + from * minuteMs,
  toMs: worldStartMs + to * minuteMs,
  services: of,
});

const world = (
  windows: number,
  disturbances: readonly Disturbance[] = [],
  seed = 4,
): readonly WorldWindow[] => worldWindows({ seed, services, windows, disturbances });

/** What evidence frames show of a load test: learned, and not learned. */
const loadTest: Disturbance = { services: ["ant"], from: 200, to: 500, traffic: 4, errors: 6 };

/** Columns of what is learned; the others say what was seen last and what speaks for a failure. */
const learned = {
  series:
    "profile profileTrust hour hourValue hourExposure hourCoverage hourWild wildRun stepQuarter steps recentValue recentExposure levelValue levelWeight spread lagProduct lagSquare factorProduct factorSquare penalty freshValue freshExpected trials trialFailures lastingPenalty beforePenalty wander".split(
      " ",
    ),
  entities: "sightings gapMean dueCount missedCount dueByHour missedByHour penalty weeksAway".split(" "),
};

/** What was learned of a service by the end of these windows. */
function learnedOf(
  windows: readonly WorldWindow[],
  exclude: readonly ExcludedPast[],
  service: string,
): (at: number) => string {
  const detection = windowDetection(knowing({ exclude }));
  let next = 0;
  return (at) => {
    for (; next <= at; next += 1) detection.step(windows[next]!);
    const { tables, series, kinds, envelopes } = detection.snapshot().model;
    const rows = series.filter((one) => one.service === service).map(({ index }) => index);
    const ofSeries = learned.series.map((name) => {
      const column = Array.from(tables.series.columns[name]!);
      const wide = column.length / tables.series.rows;
      return [name, rows.map((row) => column.slice(row * wide, (row + 1) * wide))];
    });
    return JSON.stringify({ ofSeries, fine: kinds.fineSeasons, envelopes });
  };
}

describe("of an excluded past", () => {
  test("nothing is learned of the services named, whatever happens in it, and of others as ever", () => {
    const windows = world(300, [loadTest]);
    const exclude = [past(200, 300, ["ant"])];
    const changes = (excluded: readonly ExcludedPast[], service: string): boolean => {
      const memory = learnedOf(windows, excluded, service);
      return memory(199) !== memory(299);
    };
    expect([changes(exclude, "ant"), changes(exclude, "bee"), changes([], "ant")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("nothing is learned in any world, whenever it is", () => {
    const wild = fc.record({
      from: fc.integer({ min: 30, max: 200 }),
      length: fc.integer({ min: 1, max: 60 }),
      traffic: fc.constantFrom(0, 0.1, 1, 50),
      errors: fc.constantFrom(0, 1, 40),
      latency: fc.constantFrom(0.2, 1, 30),
    });
    fc.assert(
      fc.property(
        fc.array(wild, { maxLength: 4 }),
        fc.integer({ min: 5, max: 150 }),
        fc.nat(90),
        (all, from, length) => {
          const disturbances = all.map((one) => ({
            ...one,
            services: ["ant", "bee"],
            to: one.from + one.length,
          }));
          const to = from + length;
          const memory = learnedOf(world(to + 1, disturbances), [past(from, to)], "ant");
          const before = memory(from - 1);
          expect(memory(to - 1)).toBe(before);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("nor how often telemetry comes, is missed, or is away", () => {
    const silent = { services: ["ant"], from: 240, to: 250, silent: true } as const;
    const detection = windowDetection(knowing({ exclude: [past(200, 300)] }));
    const presence = world(320, [silent]).map((window) => {
      detection.step(window);
      const { columns } = detection.snapshot().model.tables.entities;
      return JSON.stringify(learned.entities.map((name) => columns[name]));
    });
    const counts = (at: number) =>
      presence[at]!.replaceAll(/[0-9.e-]+/g, (number) => Number(number).toFixed(0));
    expect(counts(299)).toBe(counts(199));
    expect(counts(319)).not.toBe(counts(199));
  });

  test("is judged as ever: a failure in it is raised and ends", () => {
    const disturbances = [{ services: ["ant"], from: 230, to: 260, ...hard }];
    const windows = world(300, disturbances);
    const words = (exclude: readonly ExcludedPast[]) =>
      run(knowing({ exclude }), windows).emitted.map(({ window, alert }) => [window, alert.data.status]);
    const excluded = words([past(200, 300)]);
    expect(excluded.map(([, status]) => status)).toContain("resolved");
    expect(excluded[0]).toEqual(words([])[0]);
  });

  test("teaches nothing of how often services fail alone", () => {
    const windows = world(320, [{ services: ["ant"], from: 230, to: 245, ...hard }]);
    const [counted, left] = [[], [past(200, 300)]].map((exclude) => {
      const { incidents, loneRate } = run(knowing({ exclude }), windows).detection.snapshot();
      return { ended: incidents.endedAlone, serviceDays: loneRate.serviceDays };
    });
    expect([counted!.ended, left!.ended]).toEqual([1, 0]);
    expect(counted!.serviceDays - left!.serviceDays).toBeCloseTo((3 * 100) / 1440, 9);
  });

  test("a load test of some hours makes no false alarm at the same hours of the next day, and does if it is learned", () => {
    const day = 1440;
    const disturbances: readonly Disturbance[] = [{ services: ["ant"], from: 600, to: 900, traffic: 8 }];
    const windows = world(day + 900, disturbances);
    const nextDay = (exclude: readonly ExcludedPast[]) =>
      opened(run(knowing({ exclude }), windows).emitted).filter(({ window }) => window >= day);
    expect(nextDay([past(600, 900, ["ant"])])).toEqual([]);
    expect(nextDay([]).map(({ services: names }) => names)).toEqual([["ant"]]);
  });

  test("six hours in it are not taken for a new level, nor are six hours that reach back into it", () => {
    const failing: readonly Disturbance[] = [{ services: ["ant"], from: 200, to: 800, errors: 8 }];
    const detection = windowDetection(knowing({ exclude: [past(200, 400)] }));
    const releases = world(800, failing).flatMap((window, at) => {
      detection.step(window);
      const kept = Array.from(detection.snapshot().model.tables.entities.columns["referenceUntil"]!);
      return kept.some((until) => until >= 0) ? [at] : [];
    });
    expect(releases[0]).toBeGreaterThanOrEqual(400 + 360 - 1);
  });

  test("readings do not count for the warm-up, which begins after it", () => {
    const detection = windowDetection(knowing({ exclude: [past(0, 100)] }));
    const speaking = world(170).map((window) => {
      detection.step(window);
      return detection.warmUp().speaking.length;
    });
    expect(speaking.findIndex((count) => count > 0)).toBeGreaterThanOrEqual(159);
    expect(speaking.at(-1)).toBe(3);
  });

  test("parts that overlap, repeat or lie ahead are one: what they cover, when it comes", () => {
    const windows = world(300, [loadTest]);
    const one = run(knowing({ exclude: [past(150, 260)] }), windows).detection.snapshot();
    const several = run(
      knowing({ exclude: [past(200, 260), past(150, 230), past(150, 230), past(5000, 6000)] }),
      windows,
    ).detection.snapshot();
    expect(JSON.stringify(several)).toBe(JSON.stringify(one));
  });
});

describe("an excluded past that covers all", () => {
  const { detection, emitted } = run(
    knowing({ exclude: [past(-10, 400)] }),
    world(300, [{ services: ["ant"], from: 200, to: 300, ...hard }]),
  );

  test("leaves nothing to judge by: no alert, and every service warms up", () => {
    expect(emitted).toEqual([]);
    const { warmingUp, speaking } = detection.warmUp();
    expect([warmingUp.map(({ service }) => service), speaking]).toEqual([tenNames.slice(0, 3), []]);
  });

  test("says that they speak an hour after its end, not before", () => {
    const { warmingUp } = detection.warmUp();
    expect(warmingUp.map(({ speaksFrom }) => windowAt(new Date(speaksFrom!).toISOString()))).toEqual([
      459, 459, 459,
    ]);
  });
});
