import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Detection, detection, type DetectionSnapshot } from "../../src/pipeline/detection.ts";
import { learnedSnapshot } from "../../src/pipeline/snapshot-changes.ts";
import type { DetectedWindow } from "../../src/pipeline/window-detection.ts";
import type { Frame } from "../../src/window/frame.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { framesOfWorld } from "../support/frames-of-world.ts";
import { configOf, windowAt } from "../support/run-detection.ts";
import { minuteMs, worldStartMs, worldWindows } from "../support/synthetic-world.ts";
import { tenNames, usualComponents } from "../support/usual-world.ts";

/** When what happens: learned of older telemetry up to the first, judged from the second on. */
const learnedUntil = 90;
const begin = 100;
const fault = 115;
const suppressedUntil = 120;
const blindFrom = 150;
const end = 190;

const services = tenNames.map((name) => ({ name, requests: 2000, errorShare: 0.004, reports: 3 }));
const failing = { errorShare: 0.5, reports: 8 };
/** Five fail, one of which recovers before the others; one fails alone; then nothing comes of anybody. */
const disturbances: readonly Disturbance[] = [
  { services: ["ant"], from: fault, to: fault + 10, ...failing },
  { services: tenNames.slice(1, 5), from: fault, to: fault + 25, ...failing },
  { services: ["gnu"], from: fault + 15, to: end, ...failing },
  { services: tenNames, from: blindFrom, to: blindFrom + 8, silent: true },
];
const windows = worldWindows({ seed: 3, services, windows: end, disturbances });
const frames = framesOfWorld(windows, { partitionOf: (service) => (service.codePointAt(0) ?? 0) % 2 });
const windowOf = (frame: Frame): number => (frame.windowStart - worldStartMs) / minuteMs;
const given = frames.filter((frame) => windowOf(frame) >= begin);

const config = {
  ...configOf(usualComponents),
  withEvidence: true,
  newcomerWaitMs: 0,
  suppressUntilMs: worldStartMs + suppressedUntil * minuteMs,
};
const places = [
  ...new Map(frames.map(({ topic, partition }) => [`${topic} ${partition}`, { topic, partition }])).values(),
];

function started(snapshot: DetectionSnapshot): Detection {
  const running = detection(config, snapshot);
  running.declarePartitions(places);
  return running;
}

const learned: DetectionSnapshot = (() => {
  const learning = detection({ ...config, suppressUntilMs: null });
  for (const frame of frames.filter((one) => windowOf(one) < learnedUntil)) learning.step(frame);
  return learnedSnapshot(learning.snapshot());
})();

interface Run {
  readonly windows: readonly DetectedWindow[];
  /** All that is remembered at the end. */
  readonly memory: string;
}

/** A run that is stopped after these frames, counted from 1 (0: before the first), and taken up from a snapshot. */
function runCut(cuts: ReadonlySet<number>): Run {
  let running = started(learned);
  const cut = (at: number): void => {
    if (cuts.has(at)) running = started(structuredClone(running.snapshot()));
  };
  cut(0);
  const found = given.flatMap((frame, index) => {
    const detected = running.step(frame);
    cut(index + 1);
    return detected;
  });
  return { windows: found, memory: JSON.stringify(running.snapshot()) };
}

const { windows: undisturbed, memory } = runCut(new Set());
const bytes = undisturbed.map((window) => JSON.stringify(window));

/** First window that differs from the undisturbed run; -1 where none does, nor what is remembered at the end. */
function firstDifference(cuts: ReadonlySet<number>): number {
  const run = runCut(cuts);
  const found = run.windows.map((window) => JSON.stringify(window));
  expect(found.length).toBe(bytes.length);
  expect(run.memory === memory).toBe(true);
  return found.findIndex((one, index) => one !== bytes[index]);
}

describe("[10] a run over frames that is cut anywhere goes on byte for byte, alerts and evidence frames", () => {
  test("cut after every single frame", () => {
    expect(firstDifference(new Set(Array.from({ length: given.length + 1 }, (_, index) => index)))).toBe(-1);
  });

  test("cut after any frames", () => {
    const cuts = fc.uniqueArray(fc.nat(given.length), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cuts, (places) => {
        expect(firstDifference(new Set(places))).toBe(-1);
      }),
      { numRuns: 10 },
    );
  });
});

describe("and the run has everything in it that a cut could lose", () => {
  const alerts = undisturbed.flatMap((window) => window.alerts.map(({ data }) => data));
  const windowNumber = ({ windowStart }: DetectedWindow): number => (windowStart - worldStartMs) / minuteMs;
  const learning = (window: number, name: string): boolean | undefined => {
    const { unit, learning: flags } = undisturbed.find((one) => windowNumber(one) === window)!.evidence!
      .units;
    return flags[unit.indexOf(name)];
  };

  test("a gap between what was learned and the first window, after which series are ready at once", () => {
    expect(undisturbed.map(windowNumber)).toEqual(
      Array.from({ length: end - begin }, (_, index) => begin + index),
    );
    expect(undisturbed[0]?.evidence?.series.state).not.toContain("warming-up");
  });

  test("an incident that opens while alerts are suppressed, and opens anew after that", () => {
    const before = undisturbed.filter((window) => windowNumber(window) < suppressedUntil);
    expect(before.flatMap((window) => window.alerts)).toEqual([]);
    expect(before.some(({ evidence }) => evidence!.logEvidence > evidence!.threshold)).toBe(true);
    expect(alerts[0]).toMatchObject({ revision: 1, scope: "simultaneous" });
    expect(windowAt(alerts[0]?.onset ?? "")).toBe(fault);
  });

  test("feedback: who fails is held, who recovers is learned of again, and so is who is over", () => {
    const recovered = alerts.find(
      ({ status, services: named }) =>
        status === "open" && named.some((one) => one.recoveredAt !== undefined),
    );
    expect(recovered?.services.find(({ service }) => service === "ant")).toHaveProperty("recoveredAt");
    expect([learning(fault + 8, "ant"), learning(fault + 30, "ant"), learning(fault + 30, "gnu")]).toEqual([
      false,
      true,
      false,
    ]);
    expect(alerts.filter(({ status }) => status === "resolved").map(({ scope }) => scope)).toContain(
      "simultaneous",
    );
  });

  test("blind windows, while an incident is open", () => {
    expect(alerts.filter(({ scope }) => scope === "blind").map(({ status }) => status)).toEqual([
      "open",
      "resolved",
    ]);
    expect(undisturbed.some(({ evidence }) => evidence?.completeness === 0)).toBe(true);
  });
});
