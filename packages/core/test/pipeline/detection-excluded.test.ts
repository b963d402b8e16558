import { describe, expect, test } from "vitest";
import type { ExcludedPast } from "../../src/knowledge/knowledge.ts";
import { windowDetection } from "../../src/pipeline/window-detection.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { run, windowAt } from "../support/run-detection.ts";
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
  series: [
    ...["profile", "profileTrust", "hour", "hourValue", "hourExposure", "hourCoverage", "hourWild"],
    ...["wildRun", "stepQuarter", "steps", "recentValue", "recentExposure", "levelValue", "levelWeight"],
    ...["spread", "lagProduct", "lagSquare", "factorProduct", "factorSquare", "penalty", "freshValue"],
    ...["freshExpected", "trials", "trialFailures", "lastingPenalty", "beforePenalty", "beforeValue"],
    ...["beforeWeight", "reference"],
  ],
  entities: [
    ...["sightings", "gapMean", "dueCount", "missedCount", "dueByHour", "missedByHour", "againCount"],
    ...["againMissed", "penalty", "weeksAway"],
  ],
  sources: ["sightings", "gapMean"],
} as const;

/** What is remembered of one of these tables, of some of its rows. */
function memoryOf(
  windows: readonly WorldWindow[],
  exclude: readonly ExcludedPast[],
  service: string,
): readonly string[] {
  const detection = windowDetection(knowing({ exclude }));
  return windows.map((window) => {
    detection.step(window);
    const { tables, series, kinds, envelopes } = detection.snapshot().model;
    const rows = series.filter((one) => one.service === service).map(({ index }) => index);
    const ofSeries = learned.series.map((name) => {
      const column = tables.series.columns[name]!;
      const wide = column.length / tables.series.rows;
      return [name, rows.map((row) => column.slice(row * wide, (row + 1) * wide))];
    });
    return JSON.stringify({ ofSeries, fine: kinds.fineSeasons, envelopes });
  });
}

describe("of an excluded past", () => {
  test("nothing is learned of the services named, whatever happens in it, and of others as ever", () => {
    const windows = world(300, [loadTest]);
    const memory = memoryOf(windows, [past(200, 300, ["ant"])], "ant");
    expect(memory[299]).toBe(memory[199]);
    const others = memoryOf(windows, [past(200, 300, ["ant"])], "bee");
    expect(others[299]).not.toBe(others[199]);
    expect(memoryOf(windows, [], "ant")[299]).not.toBe(memory[299]);
  });

  test("nor how often telemetry comes, is missed, or is away", () => {
    const silent = { services: ["ant"], from: 240, to: 250, silent: true } as const;
    const detection = windowDetection(knowing({ exclude: [past(200, 300)] }));
    const presence = world(320, [silent]).map((window) => {
      detection.step(window);
      const { columns } = detection.snapshot().model.tables.entities;
      return JSON.stringify(
        learned.entities.filter((name) => !name.startsWith("again")).map((name) => columns[name]),
      );
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

  test("five hours of failure are no level for the time after: a milder one is found then, and is not without", () => {
    const disturbances: readonly Disturbance[] = [
      { services: ["ant"], from: 200, to: 620, errors: 4 },
      { services: ["ant"], from: 700, to: 730, errors: 4 },
    ];
    const windows = world(730, disturbances);
    const found = (exclude: readonly ExcludedPast[]) =>
      run(knowing({ exclude }), windows).emitted.find(
        ({ window, alert }) => window >= 700 && alert.data.revision === 1,
      )?.window;
    expect(found([past(180, 650, ["ant"])])).toBeLessThanOrEqual(712);
  });

  test("six hours in it are not taken for a new level, nor are six hours that reach back into it", () => {
    const failing: readonly Disturbance[] = [{ services: ["ant"], from: 200, to: 800, errors: 8 }];
    const detection = windowDetection(knowing({ exclude: [past(200, 400)] }));
    const releases = world(800, failing).flatMap((window, at) => {
      detection.step(window);
      return detection.snapshot().model.tables.entities.columns["referenceUntil"]!.some((until) => until >= 0)
        ? [at]
        : [];
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
