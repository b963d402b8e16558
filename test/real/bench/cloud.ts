import { type AlertEvent, windowDetection } from "@tocsin/core";
import { medianAbsoluteDeviation, median } from "simple-statistics";
import type { SetResult } from "./goal.ts";
import { jsonOf, rowsOf } from "./rows.ts";
import { byWindow, configOf, type Reading, windowMaker } from "./world.ts";

const hourMs = 3_600_000;
/** Crashes are told without what they are out of: so many stand for it, and crashes are few beside it. */
const assumedExposure = 100_000;
/** A series moves if it lies so many robust deviations above its median. */
const robustDeviations = 3.5;
/** Standard deviations of a normal for each median absolute deviation. */
const perAbsoluteDeviation = 1.4826;
const groups = ["application-crash-rate-1", "middle-tier-api-dependency-latency"] as const;

interface SharedWindow {
  readonly group: string;
  readonly series: readonly string[];
  readonly from: string;
  readonly to: string;
}

interface Row {
  readonly timeMs: number;
  readonly group: string;
  readonly series: string;
  readonly kind: string;
  readonly value: number;
  readonly labelled: boolean;
}

type Incident = AlertEvent["data"];

function rows(): readonly Row[] {
  return rowsOf("cloud-monitoring/series.csv.gz").map((cells) => ({
    timeMs: Date.parse(cells[0]!),
    group: cells[1]!,
    series: cells[2]!,
    kind: cells[3]!,
    value: Number(cells[4]),
    labelled: cells[5] === "1",
  }));
}

/** A latency of 0 is an hour without calls: nothing was observed. */
function readingOf({ timeMs, series, kind, value }: Row): readonly Reading[] {
  const at = { timeMs, service: series, operation: null };
  if (kind !== "latency") return [{ ...at, signal: "errors", value, exposure: assumedExposure }];
  return value > 0 ? [{ ...at, signal: "latency", value, exposure: 1000 }] : [];
}

/** The last word on every incident of a group, with windows of an hour and no topology. */
function incidentsOf(of: readonly Row[]): readonly Incident[] {
  const windows = byWindow(of.flatMap(readingOf), hourMs);
  const starts = [...windows.keys()];
  const windowOf = windowMaker(hourMs);
  const detection = windowDetection(configOf(hourMs, null));
  const last = new Map<string, Incident>();
  for (let start = starts[0]!; start <= starts.at(-1)!; start += hourMs) {
    for (const event of detection.step(windowOf(windows.get(start) ?? [], start)).alerts) {
      last.set(event.subject, event.data);
    }
  }
  return [...last.values()].filter(({ status, scope }) => status !== "retracted" && scope !== "blind");
}

const membersOf = ({ services }: Incident): readonly string[] =>
  services.filter(({ role }) => role === "member").map(({ service }) => service);

/** From the onset, an hour earlier at most, until it was over. */
const overlaps = ({ onset, resolvedAt }: Incident, from: number, to: number): boolean =>
  Date.parse(onset) - hourMs <= to && (resolvedAt === undefined ? Infinity : Date.parse(resolvedAt)) >= from;

/** How many of the labelled series lie far above their median somewhere in the window: more cannot be seen to fail. */
function ceilingOf(of: readonly Row[], { series, from, to }: SharedWindow): number {
  return series.filter((name) => {
    const own = of.filter((row) => row.series === name && row.value > 0);
    const values = own.map(({ value }) => Math.log(value));
    const spread = perAbsoluteDeviation * medianAbsoluteDeviation(values);
    const far = median(values) + robustDeviations * spread;
    return own.some(
      ({ timeMs, value }) => timeMs >= Date.parse(from) && timeMs <= Date.parse(to) && Math.log(value) > far,
    );
  }).length;
}

/** Crash rates and latencies of production, hourly, with labels by experts. */
export function cloudMonitoring(): SetResult {
  const all = rows();
  const shared = jsonOf("cloud-monitoring/shared-windows.json") as readonly SharedWindow[];
  const details: string[] = [];
  let found = 0;
  let untouched = 0;
  for (const group of groups) {
    const of = all.filter((row) => row.group === group);
    const incidents = incidentsOf(of);
    const labelled = new Set(of.filter((row) => row.labelled).map((row) => `${row.series} ${row.timeMs}`));
    const touches = (incident: Incident): boolean =>
      of.some(
        (row) =>
          labelled.has(`${row.series} ${row.timeMs}`) &&
          membersOf(incident).includes(row.series) &&
          overlaps(incident, row.timeMs, row.timeMs),
      );
    const alone = incidents.filter((incident) => !touches(incident));
    untouched += alone.length;
    for (const window of shared.filter((one) => one.group === group)) {
      const hit = incidents.find(
        (incident) =>
          incident.scope === "simultaneous" &&
          overlaps(incident, Date.parse(window.from), Date.parse(window.to)) &&
          membersOf(incident).filter((name) => window.series.includes(name)).length >= 2,
      );
      if (hit !== undefined) found += 1;
      const ceiling = ceilingOf(of, window);
      const said =
        hit === undefined ? "not found" : `found, onset ${hit.onset}, ${membersOf(hit).length} named`;
      details.push(
        `${group}, ${window.from} to ${window.to}, ${window.series.length} labelled, ceiling ${ceiling}: ${said}`,
      );
    }
    details.push(
      `${group}: ${incidents.length} incidents (${incidents.filter(({ scope }) => scope === "simultaneous").length} simultaneous), ${alone.length} touch no labelled series`,
    );
  }
  return {
    name: "Cloud monitoring",
    goals: [
      { what: `shared windows of ${shared.length} found`, value: found, target: { atLeast: 7 } },
      { what: "alarms that touch no labelled series", value: untouched, target: { atMost: 10 } },
    ],
    details,
    cannotTell: [
      "Crashes are counts without what they are out of; a constant stands for it.",
      "A group says nothing of what its series share, so no component can be right or wrong.",
      "The ceiling is how many of the labelled series lie 3.5 robust deviations above their median in the window (by logarithm): the others are labelled for something else, or only against their hour.",
      "The groups of one series each (incoming requests, database requests, service unavailable) can show no simultaneous failure and are not read.",
    ],
  };
}
