import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Labels, Topology } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadWithdrawnScenario, scenarioLabels, scenarioServices, scenarioWorld } from "@tocsin/scenarios";
import { outagesFolder } from "../src/index.ts";

const read = (suffix: string): string => readFileSync(join(outagesFolder, `2021-10-04${suffix}`), "utf8");
const scenario = loadWithdrawnScenario(join(outagesFolder, "2021-10-04.yaml"));
const topology = Topology.parse(parse(read(".topology.yaml")));
const labels = Labels.parse(JSON.parse(read(".labels.json")));
const minuteMs = 60_000;
const dayMs = 86_400_000;

const members = new Set(scenario.roles.members);
const within = (own: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...own].every((service) => all.has(service));
const serviceOf = (unit: string): string => unit.split("/")[0] ?? unit;

describe("the topology of 2021-10-04", () => {
  test("lists exactly the services that the recording has", () => {
    expect(Object.keys(topology.services).sort()).toEqual([...scenarioServices(scenario)].sort());
  });

  test("only the backbone has exactly the members that failed", () => {
    const same = Object.entries(topology.components).filter(([, { services }]) => {
      const own = new Set(services);
      return own.size === members.size && within(own, members);
    });
    expect(same.map(([name]) => name)).toEqual(["backbone"]);
  });

  test("has components nested in the backbone, and others that share some members and have outsiders", () => {
    const others = Object.entries(topology.components).filter(([name]) => name !== "backbone");
    const units = others.map(([, { services }]) => new Set(services.map(serviceOf)));
    const nested = units.filter((own) => within(own, members));
    const overlapping = units.filter(
      (own) => !within(own, members) && [...own].some((service) => members.has(service)),
    );
    expect(nested.length).toBeGreaterThanOrEqual(3);
    expect(overlapping.length).toBeGreaterThanOrEqual(2);
    expect(Object.keys(topology.components).length).toBeGreaterThanOrEqual(6);
  });

  test("names no service or operation that the recording does not have", () => {
    const operations = Object.entries(scenario.normal.operationShare).flatMap(([name, shares]) =>
      Object.keys(shares).map((service) => `${service}/${name}`),
    );
    const known = new Set([...Object.keys(topology.services), ...operations]);
    for (const { services } of Object.values(topology.components))
      expect(services.filter((unit) => !known.has(unit))).toEqual([]);
  });
});

describe("the labels of 2021-10-04", () => {
  test("are what the scenario plants", () => {
    expect(labels).toEqual(scenarioLabels(scenario));
  });

  test("the one simultaneous incident is the outage, with refuges and blamed carriers as innocent", () => {
    const simultaneous = labels.incidents.filter(({ scope }) => scope === "simultaneous");
    expect(simultaneous).toEqual([
      {
        id: "2021-10-04",
        scope: "simultaneous",
        onset: "2021-10-04T15:40:00Z",
        end: "2021-10-04T22:45:00Z",
        services: ["facebook", "instagram", "whatsapp", "messenger", "oculus", "workplace"],
        component: "backbone",
        innocent: ["twitter", "telegram", "signal", "snapchat", "verizon", "t-mobile", "att"],
      },
    ]);
  });

  test("planted incidents are isolated or reports only, short, in the quiet days and never at the same time", () => {
    const planted = labels.incidents.filter(({ scope }) => scope !== "simultaneous");
    const spans = planted.map(({ onset, end }) => [Date.parse(onset), Date.parse(end)] as const);
    const ordered = spans.toSorted((one, other) => one[0] - other[0]);
    expect(new Set(planted.flatMap(({ services }) => services)).size).toBeGreaterThanOrEqual(8);
    ordered.forEach(([onset, end], index) => {
      expect((end - onset) / minuteMs).toBeGreaterThanOrEqual(10);
      expect((end - onset) / minuteMs).toBeLessThanOrEqual(40);
      expect(end).toBeLessThan(ordered[index + 1]?.[0] ?? scenario.outage.onset);
    });
  });

  test("all days before the outage are quiet, two weeks of them and more", () => {
    const [quiet] = labels.quiet ?? [];
    expect(Date.parse(quiet?.to ?? "")).toBe(scenario.outage.onset);
    expect((scenario.outage.onset - Date.parse(quiet?.from ?? "")) / dayMs).toBeGreaterThan(14);
    expect((scenario.period.to - scenario.period.from) / dayMs).toBeGreaterThanOrEqual(16);
  });
});

describe("the world of 2021-10-04", () => {
  test("a table that lacks one of the services is an error that names both", () => {
    const { facebook: _facebook, ...rest } = scenario.normal.depth;
    const broken = { ...scenario, normal: { ...scenario.normal, depth: rest } };
    expect(() => scenarioWorld(broken)).toThrow("the scenario's depth lacks facebook");
  });
});
