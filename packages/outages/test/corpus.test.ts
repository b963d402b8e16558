import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  annotations,
  generateTelemetry,
  isStaged,
  readScenarioDocument,
  scenarioServices,
  scenarioWorld,
} from "@tocsin/scenarios";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ofUnit, parseRecording, sum } from "../../scenarios/test/readings.ts";
import { readmePath, withCorpus } from "../scripts/corpus-page.ts";
import { type Outage, outageNamed, outages, outagesFolder } from "../src/index.ts";

const minuteMs = 60_000;
const all = outages();
const incidents = all.filter(({ scenario }) => scenario.provenance === "reconstructed");
const companions = all.filter(({ scenario }) => scenario.provenance === "simulated");
const documents = [
  ...all.map(({ path }) => path),
  join(outagesFolder, "bases/neighbours.yaml"),
  join(outagesFolder, "bases/companions.yaml"),
];
const named = (outage: Outage): [string, Outage] => [outage.name, outage];

test("seven incidents are reconstructed, and eight companions are simulated", () => {
  expect(incidents.map(({ name }) => name)).toEqual([
    "2019-03-13",
    "2019-07-03",
    "2021-03-19",
    "2021-10-04",
    "2021-10-08",
    "2024-02-22",
    "2024-03-05",
  ]);
  expect(companions).toHaveLength(8);
});

test("seven incidents have seven right answers: no two have the same members and the same component", () => {
  const answers = incidents.map(({ labels }) => {
    const one = labels.incidents.find(({ scope }) => scope === "simultaneous");
    return `${one?.component}: ${one?.services.toSorted().join(", ")}`;
  });
  expect(new Set(answers).size).toBe(7);
});

describe.each(documents)("%s", (path) => {
  const found = annotations(readScenarioDocument(path));

  test("every number and time carries a status, a source and, unless published, a reason", () => {
    expect(found.faults).toEqual([]);
    expect(found.entries.length).toBeGreaterThan(5);
  });

  test("every source is explained, every explained source is used, and publications are not our own", () => {
    const { sources } = z
      .looseObject({ sources: z.record(z.string(), z.string()) })
      .parse(readScenarioDocument(path));
    const used = new Set(found.entries.flatMap(({ entry }) => entry.source));
    expect([...used].sort()).toEqual(Object.keys(sources).sort());
    for (const { entry, path: place } of found.entries) {
      const published = entry.source.filter((key) => key !== "own" && key !== "world");
      if (entry.status === "published") expect(published, `${basename(path)} ${place}`).not.toEqual([]);
    }
  });
});

describe.each(all.map(named))("%s", (_name, { name, scenario, topology, labels }) => {
  test("is named as its file is", () => {
    expect(scenario.name).toBe(name);
  });

  test("has a topology of exactly its services, and of units that send telemetry", () => {
    expect(Object.keys(topology.services).toSorted()).toEqual([...scenarioServices(scenario)].toSorted());
    const units = new Set(
      scenarioWorld(scenario).services.flatMap((service) => [
        service.name,
        ...service.operations.map((operation) => `${service.name}/${operation.name}`),
      ]),
    );
    for (const component of Object.values(topology.components))
      expect(component.services.filter((unit) => !units.has(unit))).toEqual([]);
  });

  test("labels only services and components that it has, within its time", () => {
    for (const label of labels.incidents) {
      const inIt = [...label.services, ...(label.innocent ?? [])];
      expect(inIt.filter((service) => !(service in topology.services))).toEqual([]);
      expect(label.services.filter((service) => label.innocent?.includes(service))).toEqual([]);
      if (typeof label.component === "string")
        expect(Object.keys(topology.components)).toContain(label.component);
      expect(Date.parse(label.onset)).toBeGreaterThan(scenario.period.from);
      expect(Date.parse(label.end)).toBeLessThan(scenario.period.to);
    }
  });

  test("what failed together is one component's and no other one's", () => {
    const serviceOf = (unit: string): string => unit.split("/")[0] ?? unit;
    for (const { scope, component, services } of labels.incidents) {
      if (scope !== "simultaneous") continue;
      const exact = Object.entries(topology.components).filter(
        ([, { services: units }]) =>
          [...new Set(units.map(serviceOf))].toSorted().join() === services.toSorted().join(),
      );
      expect(exact.map(([one]) => one)).toContain(component);
    }
  });

  test("the first minutes of its recording are telemetry, and the same at each time", () => {
    const world = scenarioWorld(scenario);
    const short = { ...world, to: world.from + 5 * minuteMs };
    const lines = [...generateTelemetry(short)];
    expect(parseRecording(lines).lines.length).toBeGreaterThan(5 * world.services.length);
    expect([...generateTelemetry(short)]).toEqual(lines);
  });
});

const staged = incidents.filter(({ scenario }) => isStaged(scenario));

test.each(staged.map(named))("%s reaches its published counters, within a quarter", (_name, { scenario }) => {
  if (!isStaged(scenario)) throw new Error("not staged");
  for (const { onset, complaints } of scenario.happenings) {
    if (complaints === undefined) continue;
    const world = scenarioWorld(scenario);
    const peak = onset + complaints.peakMinutes * minuteMs;
    for (const [service, counter] of Object.entries(complaints.peaks[0] ?? {})) {
      const at = peak + (complaints.delayMinutes?.[service] ?? 0) * minuteMs;
      const from = at - 8 * minuteMs;
      const services = world.services.filter((one) => one.name === service);
      const influences = (world.influences ?? []).filter(({ unit }) => unit === service);
      const recording = parseRecording(
        generateTelemetry({ ...world, services, influences, faults: [], from, to: at + 12 * minuteMs }),
      );
      const counts = ofUnit(recording.reports, service).map(({ reports }) => reports);
      const highest = Math.max(...counts.map((_, index) => sum(counts.slice(index, index + 15))));
      expect(highest / counter, service).toBeGreaterThan(0.75);
      expect(highest / counter, service).toBeLessThan(1.25);
    }
  }
});

test("on a holiday every service has the load of the Sunday before", () => {
  const { scenario } = outageNamed("holiday");
  const world = scenarioWorld(scenario);
  const hour = (from: string): number => {
    const start = Date.parse(from);
    const read = parseRecording(
      generateTelemetry({ ...world, from: start, to: start + 60 * minuteMs, faults: [] }),
    );
    return sum(ofUnit(read.errors, "mail").map(({ requests }) => requests));
  };
  expect(hour("2024-11-28T10:00:00Z") / hour("2024-11-24T10:00:00Z")).toBeCloseTo(1, 0);
  expect(hour("2024-11-28T10:00:00Z") / hour("2024-11-27T10:00:00Z")).toBeLessThan(0.7);
});

test("the observer of the monitor fault fails alone: what services say of themselves stays as it was", () => {
  const { scenario } = outageNamed("monitor-fault");
  const world = scenarioWorld(scenario);
  const during = {
    ...world,
    from: Date.parse("2024-06-12T14:30:00Z"),
    to: Date.parse("2024-06-12T14:40:00Z"),
  };
  const { errors } = parseRecording(generateTelemetry(during));
  const undisturbed = parseRecording(generateTelemetry({ ...during, influences: [] })).errors;
  const own = (from: typeof errors) => from.filter(({ source }) => source === undefined);
  expect(own(errors)).toEqual(own(undisturbed));
  const seen = errors.filter(({ source }) => source === "status-monitor");
  expect(sum(seen.map((one) => one.errors)) / sum(seen.map((one) => one.requests))).toBeGreaterThan(0.9);
});

test("the README says of every outage what its scenario file says", () => {
  const readme = readFileSync(readmePath, "utf8");
  expect(withCorpus(readme, outagesFolder)).toBe(readme);
});

test("an unknown name is told with the file that is not there", () => {
  expect(() => outageNamed("2020-01-01")).toThrow("2020-01-01.yaml");
});
