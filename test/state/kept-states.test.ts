import { stateLog } from "@tocsin/log";
import { detectionFormat, detectionSteps, detectorVersion, intakeSteps, leadsTo } from "@tocsin/core";
import type { DetectorAdoption } from "@tocsin/detector";
import { describe, expect, test } from "vitest";
import { silentDetector } from "../support/installation/silent-instrumentation.ts";
import type { MemoryCluster } from "../support/memory-log/index.ts";
import { emptyInstallation, ranOver, valuesOn } from "./installation.ts";
import { contentsOf, keptFormats, putInto, readKept, takenFrom, type Worker, workers } from "./kept-state.ts";
import { behindCut, configuration, judged, nightWindowMs, untilCut } from "./kept-world.ts";
import { shapeOf } from "./shape.ts";

const { topics } = configuration;
const steps = { intake: intakeSteps, detector: detectionSteps } as const;
const names = Object.keys(workers) as readonly Worker[];

const oneAfter = (format: number): string =>
  `"A change of the state" in CONTRIBUTING.md, from format ${format} on`;

interface WentOn {
  readonly alerts: readonly string[];
  /** Errors of mail in the night, as a part of those that were expected. */
  readonly night: number;
}

/** What the workers say of the telemetry behind the cut when they go on from these formats; without memory where null. */
async function wentOnFrom(formats: Readonly<Record<Worker, number | null>>): Promise<WentOn> {
  const cluster = emptyInstallation();
  for (const worker of names) {
    const format = formats[worker];
    if (format !== null) await putInto(cluster, readKept(worker, format));
  }
  const isFresh = formats.intake === null;
  await ranOver(cluster, behindCut(), isFresh ? judged.behindCut - 1 : judged.behindCut);
  return { alerts: valuesOn(cluster, topics.incidents), night: nightOf(cluster) };
}

interface Evidence {
  readonly windowStart: number;
  readonly series: {
    readonly unit: readonly string[];
    readonly signal: readonly string[];
    readonly observed: readonly (number | null)[];
    readonly expected: readonly (number | null)[];
  };
}

function nightOf(cluster: MemoryCluster): number {
  const frames = valuesOn(cluster, topics.evidence).map((value) => JSON.parse(value) as Evidence);
  const { unit, signal, observed, expected } = frames.find(
    ({ windowStart }) => windowStart === nightWindowMs,
  )!.series;
  const row = unit.findIndex((name, at) => name === "mail" && signal[at] === "errors");
  return observed[row]! / expected[row]!;
}

const combinations = keptFormats("detector").flatMap((detector) =>
  keptFormats("intake").map((intake) => ({ detector, intake })),
);

describe("an upgrade keeps the season:", () => {
  test.each(combinations)(
    "detector format $detector and intake format $intake load, and what follows is told as expected",
    async (formats) => {
      const { alerts, night } = await wentOnFrom(formats);
      await expect(`${alerts.join("\n")}\n`).toMatchFileSnapshot(
        `kept/detector-${formats.detector}.alerts.jsonl`,
      );
      expect(Math.abs(night - 1)).toBeLessThan(0.1);
    },
  );

  test("the alerts of the kept world end what was open at the cut and tell what came behind it", async () => {
    const { alerts } = await wentOnFrom({ detector: workers.detector.format, intake: workers.intake.format });
    const told = alerts.map((alert) => {
      const { type, data } = JSON.parse(alert) as {
        readonly type: string;
        readonly data: { readonly scope: string; readonly revision: number };
      };
      return { type: type.split(".")[2], scope: data.scope, isFirst: data.revision === 1 };
    });
    expect(told[0]).toMatchObject({ scope: "simultaneous", isFirst: false });
    expect(told).toContainEqual({ type: "resolved", scope: "simultaneous", isFirst: false });
    expect(told).toContainEqual({ type: "opened", scope: "simultaneous", isFirst: true });
  });

  test("without a memory the same telemetry is told otherwise, and the night is not known", async () => {
    const kept = await wentOnFrom({ detector: workers.detector.format, intake: workers.intake.format });
    const fresh = await wentOnFrom({ detector: null, intake: null });
    expect(fresh.alerts).not.toEqual(kept.alerts);
    expect(Math.abs(fresh.night - 1)).toBeGreaterThan(0.25);
  });
});

interface TakenSnapshot {
  readonly settings: object;
  readonly detection: { readonly world: object; readonly windows: { readonly detectorVersion: string } };
}

/** Writes the detector's memory as if a detector of that version had taken it. */
async function takenBy(cluster: MemoryCluster, version: string): Promise<void> {
  const log = cluster.client();
  const place = { topic: topics.detectorState, partition: 0 };
  const owner = "tocsin.detector.default";
  const { windowMs } = configuration;
  const state = stateLog<TakenSnapshot, object>({
    log,
    place,
    owner,
    windowMs,
    format: detectionFormat,
    steps: {},
    isProgress: () => true,
  });
  const saved = await state.load();
  const { settings, detection } = saved!.snapshot;
  const windows = { ...detection.windows, detectorVersion: version };
  const writer = await log.writer(owner);
  await writer.transaction(async (transaction) => {
    await state.save(transaction, saved!.progress, { settings, detection: { ...detection, windows } });
  });
  await writer.close();
}

test("a memory that another detector took is gone on from, and told and written anew before anything is said", async () => {
  const cluster = emptyInstallation();
  for (const worker of names) await putInto(cluster, readKept(worker, workers[worker].format));
  await takenBy(cluster, "0.1.9");
  const adoptions: (DetectorAdoption & { readonly told: number })[] = [];
  const snapshots: (number | null)[] = [];
  await ranOver(cluster, behindCut(), judged.behindCut, {
    ...silentDetector,
    adopted: (adoption) => adoptions.push({ ...adoption, told: cluster.records(topics.evidence).length }),
    committed: ({ windows, snapshotBytes }) => snapshots.push(windows.length === 0 ? snapshotBytes : null),
  });
  expect(adoptions).toMatchObject([{ takenBy: "0.1.9", judgedAgain: 0, told: 0 }]);
  expect(snapshots[0]).toBeGreaterThan(0);
  const now = await wentOnFrom({ detector: workers.detector.format, intake: workers.intake.format });
  expect(valuesOn(cluster, topics.incidents)).toEqual(now.alerts);
  expect(JSON.stringify(contentsOf(takenFrom(cluster, "detector")))).toContain(
    `"detectorVersion":"${detectorVersion}"`,
  );
});

describe("a change of the state is not forgotten:", () => {
  test.each(names)("there is a kept state of the format that the %s writes", (worker) => {
    const { format } = workers[worker];
    expect(keptFormats(worker), oneAfter(format)).toContain(format);
  });

  test.each(names)("steps lead from every kept format of the %s to the present one", (worker) => {
    const { format } = workers[worker];
    const stranded = keptFormats(worker).filter((kept) => !leadsTo(steps[worker], kept, format));
    expect(stranded, oneAfter(format)).toEqual([]);
  });

  test("what the workers write has the form of the states that are kept of their formats", async () => {
    const cluster = emptyInstallation();
    await ranOver(cluster, untilCut(), judged.untilCut);
    for (const worker of names) {
      const { format } = workers[worker];
      const now = shapeOf(contentsOf(takenFrom(cluster, worker)));
      const kept = shapeOf(contentsOf(readKept(worker, format)));
      expect(
        now,
        `the ${worker}'s state has another form than format ${format}: ${oneAfter(format)}`,
      ).toEqual(kept);
    }
  });
});

describe("the form of a state", () => {
  const state = {
    window: 3,
    open: [{ id: "a", end: null }],
    table: { rows: 2, columns: { level: [1, 2, 3, 4] } },
  };

  test("is the same for other values and other numbers of rows", () => {
    const other = {
      window: 9,
      open: [
        { id: "b", end: null },
        { id: "c", end: null },
      ],
      table: { rows: 1, columns: { level: [5, 6] } },
    };
    expect(shapeOf(other)).toEqual(shapeOf(state));
  });

  test.each([
    ["a part more", { ...state, more: 1 }],
    ["a part less", { window: 3, open: state.open }],
    ["another name", { ...state, open: [{ name: "a", end: null }] }],
    ["another type", { ...state, window: "3" }],
    ["a null that was none", { ...state, open: [{ id: "a", end: 4 }] }],
    ["a wider column", { ...state, table: { rows: 2, columns: { level: [1, 2, 3, 4, 5, 6] } } }],
    ["a further column", { ...state, table: { rows: 2, columns: { level: [1, 2, 3, 4], spread: [0, 0] } } }],
  ])("is another with %s", (_what, other) => {
    expect(shapeOf(other)).not.toEqual(shapeOf(state));
  });
});
