import { describe, expect, test } from "vitest";
import type { TableSnapshot } from "../../src/stats/table.ts";
import type { WindowDetectionSnapshot } from "../../src/pipeline/window-detection.ts";
import { plannedRun, plannedWork } from "../support/planned-work.ts";
import { faultAt, hard, tenNames, usualService } from "../support/usual-world.ts";

/** What says what was seen and what it speaks for; all other columns are learned. */
const ofSeries = new Set([
  "products",
  "longProducts",
  "eValue",
  "eValueBefore",
  "logEvidence",
  "observedWindow",
  "observed",
  "exposure",
  "expected",
  "lower",
  "upper",
  "seen",
  "observedReadings",
  // When it came, and how long after the one before: no more than the time of the day.
  "previousWindow",
  "trialGap",
]);
const ofPresence = new Set(["lastSeen", "due", "missing", "hourState", "presenceHour", "missedTurns"]);
const ofEntities = new Set([
  ...ofPresence,
  "heartbeat",
  "recentMiss",
  "recentNats",
  "cusum",
  "signalCusum",
  "heldSince",
  "assessed",
  "windowEvidence",
  "windowEvidenceBefore",
  "maintained",
  "maintainedAt",
]);
const ofSources = new Set([...ofPresence, "logEvidence"]);

function learned(table: TableSnapshot, rows: readonly number[], without: ReadonlySet<string>) {
  const columns = Object.entries(table.columns).filter(([name]) => !without.has(name));
  return Object.fromEntries(
    columns.map(([name, values]) => {
      const width = values.length / table.rows;
      return [name, rows.map((row) => Array.from(values).slice(row * width, (row + 1) * width))];
    }),
  );
}

/** All that is learned of a service and of its observer. */
function learnedOf({ model, loneRate }: WindowDetectionSnapshot, service: string) {
  const rows = model.series.filter((one) => one.service === service).map(({ index }) => index);
  const names = [...new Set(model.series.map(({ entity }) => entity))];
  const chains = model.kinds.probe!;
  const ownChains = Array.from(chains.columns["series"]!).flatMap((row, chain) =>
    rows.includes(row) ? [chain] : [],
  );
  return {
    series: learned(model.tables.series, rows, ofSeries),
    entity: learned(model.tables.entities, [names.indexOf(service)], ofEntities),
    sources: learned(model.tables.sources, [0], ofSources),
    probes: learned(chains, ownChains, new Set()),
    fine: model.kinds.fineSeasons,
    lonePerServiceDay: loneRate.lonePerServiceDay,
  };
}

const end = faultAt + 60;
/** A probe and a busy service that one observer watches, and others beside them. */
const services = [
  { name: "up", probe: true, source: "monitor" } as const,
  { ...usualService("ant"), source: "monitor" },
  ...tenNames.slice(1).map(usualService),
];
const both = ["ant", "up"];

describe.each([
  ["fails", { ...hard, down: true }],
  ["is silent", { silent: true }],
  ["works as ever", {}],
  ["is slow and gets twice the traffic", { latency: 4, traffic: 2 }],
] as const)("of a service that %s while it is worked on", (_how, outage) => {
  const snapshots: WindowDetectionSnapshot[] = [];
  plannedRun({
    services,
    windows: end + 1,
    works: [plannedWork({ services: both, from: faultAt, to: end })],
    disturbances: [{ services: both, from: faultAt, to: end, ...outage }],
    before: (window, detection) => {
      if (window === faultAt || window === end) snapshots.push(detection.snapshot());
    },
  });
  const [before, after] = snapshots;

  test.each(both)(
    "nothing is learned: neither season, level, spread, presence nor penalties of %s",
    (name) => {
      expect(learnedOf(after!, name)).toEqual(learnedOf(before!, name));
    },
  );

  test("the others are learned as ever", () => {
    expect(learnedOf(after!, "bee").series).not.toEqual(learnedOf(before!, "bee").series);
  });

  test("the time is none in which it could have failed alone", () => {
    const days = after!.loneRate.serviceDays - before!.loneRate.serviceDays;
    expect(days).toBeCloseTo((9 * 60) / 1440, 9);
  });
});

test("a service that is first seen while it is worked on begins its warm-up after that", () => {
  const late = tenNames.map((name) => ({ ...usualService(name), since: name === "ant" ? faultAt : 0 }));
  const { frames } = plannedRun({
    services: late,
    windows: end + 70,
    works: [plannedWork({ services: ["ant"], from: faultAt - 5, to: end })],
    disturbances: [{ services: ["ant"], from: faultAt, to: end, ...hard }],
    withEvidence: true,
  });
  const statesAt = (window: number): readonly string[] => {
    const { series } = frames.get(window)!;
    return series.state.filter((_, at) => series.unit[at] === "ant");
  };
  expect(new Set(statesAt(end - 1))).toEqual(new Set(["not-due"]));
  expect(new Set(statesAt(end + 59))).toEqual(new Set(["warming-up"]));
  expect(new Set(statesAt(end + 60))).toEqual(new Set(["normal"]));
});
