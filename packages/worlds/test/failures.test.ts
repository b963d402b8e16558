import { Labels, Topology } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import {
  createWorld,
  damagedTopology,
  type Failure,
  failureAt,
  type FailureKind,
  failureKinds,
  labelsOf,
  minutesPerDay,
  msOf,
  topologyOf,
  withFailure,
} from "../src/index.ts";
import { type Total, totalOf } from "./support/total.ts";

const world = createWorld("factors", { seed: 12, days: 2 });
const noon = minutesPerDay + 720;

function failed(kind: FailureKind): { failure: Failure; usual: Total; failing: Total } {
  const failure = failureAt(world, kind, noon)!;
  const { services } = failure.incidents[0];
  // When all have begun, and users have complained for some minutes.
  const from = Math.max(...failure.influences.map((influence) => influence.from)) + 5;
  return {
    failure,
    usual: totalOf(world, services, from, failure.to),
    failing: totalOf(withFailure(world, failure), services, from, failure.to),
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
const ratio = (one: number, other: number): number => one / other;
const errorShare = ({ errors, requests }: Total): number => errors / requests;

describe("a failure does what its name says, and nothing else", () => {
  test("gone: a fiftieth of the requests, and reports", () => {
    const { usual, failing } = failed("gone");
    expect(ratio(failing.requests, usual.requests)).toBeCloseTo(0.02, 2);
    expect(ratio(failing.reports, usual.reports)).toBeGreaterThan(5);
    expect(failing.readings).toBe(usual.readings);
  });

  test.each(["hard", "pair", "two-of-four", "cascade", "isolated"] as const)(
    "%s: 30 to 80 % errors, p95 3.3 times as high",
    (kind) => {
      const { usual, failing } = failed(kind);
      expect(errorShare(failing)).toBeGreaterThan(0.25);
      expect(errorShare(failing)).toBeLessThan(0.85);
      expect(errorShare(usual)).toBeLessThan(0.05);
      if (usual.p95Ms.length > 0) expect(median(failing.p95Ms) / median(usual.p95Ms)).toBeCloseTo(3.3, 0);
      expect(ratio(failing.requests, usual.requests)).toBe(1);
    },
  );

  test.each([
    ["x4", 4],
    ["x2.5", 2.5],
    ["x2", 2],
  ] as const)("%s: errors and undelivered messages so many times, and nothing else", (kind, times) => {
    const { usual, failing } = failed(kind);
    expect(ratio(failing.errors, usual.errors) / times).toBeGreaterThan(0.8);
    expect(ratio(failing.errors, usual.errors) / times).toBeLessThan(1.25);
    expect(failing.requests).toBe(usual.requests);
    expect(failing.reports).toBe(usual.reports);
    expect(failing.p95Ms.length).toBe(usual.p95Ms.length);
  });

  test("medium and soft: errors, reports and p95 together", () => {
    const [medium, soft] = [failed("medium"), failed("soft")];
    expect(ratio(medium.failing.errors, medium.usual.errors)).toBeGreaterThan(2.5);
    expect(ratio(medium.failing.errors, medium.usual.errors)).toBeLessThan(7);
    expect(ratio(medium.failing.reports, medium.usual.reports)).toBeGreaterThan(1.8);
    expect(ratio(soft.failing.errors, soft.usual.errors)).toBeGreaterThan(1.3);
    expect(ratio(soft.failing.errors, soft.usual.errors)).toBeLessThan(3);
  });

  test("p95: latency alone, by one factor for all", () => {
    const { failure, usual, failing } = failed("p95");
    const [factor] = failure.influences.map(({ latency }) => latency!);
    expect(new Set(failure.influences.map(({ latency }) => latency))).toEqual(new Set([factor]));
    expect(median(failing.p95Ms) / median(usual.p95Ms)).toBeCloseTo(factor!, 1);
    expect({ ...failing, p95Ms: [] }).toEqual({ ...usual, p95Ms: [] });
    expect(failure.latencyScales).toBeCloseTo(Math.log(factor!) / 0.08, 6);
  });

  test("silent: no telemetry, but reports", () => {
    const { usual, failing } = failed("silent");
    expect(usual.readings).toBeGreaterThan(0);
    expect(failing.readings).toBe(0);
    expect(ratio(failing.reports, usual.reports)).toBeGreaterThan(2);
  });

  test("reports-only: reports, and telemetry as it was", () => {
    const { usual, failing } = failed("reports-only");
    expect(ratio(failing.reports, usual.reports)).toBeGreaterThan(3);
    expect({ ...failing, reports: 0 }).toEqual({ ...usual, reports: 0 });
  });

  test("probes: every probe of all three fails", () => {
    const { failure, failing } = failed("probes");
    expect(failure.incidents[0].services).toHaveLength(3);
    expect(failing.errors).toBe(failing.requests);
    expect(failing.requests).toBeGreaterThan(150);
  });

  test("cascade: one after the other, five to ten minutes apart", () => {
    const { failure } = failed("cascade");
    const onsets = [
      ...new Set(failure.influences.filter(({ errorShare: share }) => share !== undefined)),
    ].map(({ from }) => from);
    const gaps = onsets.slice(1).map((onset, index) => onset - onsets[index]!);
    expect(gaps.length).toBeGreaterThanOrEqual(2);
    expect(gaps.every((gap) => gap >= 5 && gap <= 10)).toBe(true);
    expect(failure.from).toBe(onsets[0]);
  });

  test("ramp: errors grow to six times as many over an hour, and stay so for another", () => {
    const failure = failureAt(world, "ramp", noon)!;
    const { services } = failure.incidents[0];
    const failing = withFailure(world, failure);
    const times = (from: number, to: number): number =>
      totalOf(failing, services, from, to).errors / totalOf(world, services, from, to).errors;
    expect(times(noon, noon + 15)).toBeLessThan(2.3);
    expect(times(noon + 25, noon + 40)).toBeGreaterThan(2.5);
    expect(times(noon + 25, noon + 40)).toBeLessThan(5);
    expect(times(noon + 65, noon + 120)).toBeGreaterThan(5);
  });

  test("every kind of shared failure is of all members of its component that can fail, but 2 of 4", () => {
    for (const kind of failureKinds) {
      const { services, component, scope } = failureAt(world, kind, noon)!.incidents[0];
      if (scope !== "simultaneous") expect(component).toBeNull();
      else expect(world.components[component!]).toEqual(expect.arrayContaining([...services]));
    }
    expect(failureAt(world, "two-of-four", noon)!.incidents[0].services).toHaveLength(2);
    expect(failureAt(world, "pair", noon)!.incidents[0].services).toHaveLength(2);
  });

  test("usual errors are those of the failing service that has fewest", () => {
    const { usualErrors, incidents, from } = failureAt(world, "x2", noon)!;
    const each = incidents[0].services.map(
      (service) => totalOf(world, [service], from - 60, from + 60).errors / 120,
    );
    expect(usualErrors! / Math.min(...each)).toBeGreaterThan(0.6);
    expect(usualErrors! / Math.min(...each)).toBeLessThan(1.6);
  });
});

test("nothing fails where there is no place for it: who is idle, who is not probed, after the end of the world", () => {
  const offices = createWorld("calendar", { seed: 1, days: 2 });
  expect(failureAt(offices, "pair", noon)).toBeNull();
  expect(failureAt(offices, "probes", noon)).toBeNull();
  expect(failureAt(offices, "hard", 2 * minutesPerDay - 10)).toBeNull();
  const atNight = failureAt(offices, "hard", minutesPerDay + 60)!.incidents[0];
  for (const idle of ["account", "basket", "cart", "chat", "search", "stock"])
    expect(atNight.services).not.toContain(idle);
});

describe("labels", () => {
  test("say what was put in: each failure with its services, component and time, and what is quiet", () => {
    const failure = failureAt(world, "hard", noon)!;
    const labels = Labels.parse(labelsOf(withFailure(world, failure)));
    const [incident] = failure.incidents;
    expect(labels.incidents.find(({ id }) => id === `hard-${noon}`)).toEqual({
      id: `hard-${noon}`,
      scope: "simultaneous",
      onset: new Date(msOf(failure.from)).toISOString().replace(".000Z", "Z"),
      end: new Date(msOf(failure.to)).toISOString().replace(".000Z", "Z"),
      services: incident.services,
      component: incident.component,
    });
    expect(labels.quiet).toEqual([
      { from: "2026-01-05T00:00:00Z", to: labels.incidents.find(({ id }) => id === `hard-${noon}`)!.onset },
      { from: labels.incidents.find(({ id }) => id === `hard-${noon}`)!.end, to: "2026-01-07T00:00:00Z" },
    ]);
  });

  test("lone outages are labelled, and really are: nothing else in the world fails as much", () => {
    const long = createWorld("factors", { seed: 3, days: 12 });
    const lone = labelsOf(long).incidents;
    expect(lone.length).toBeGreaterThan(0);
    for (const { onset, services } of lone) {
      const from = (Date.parse(onset) - msOf(0)) / 60_000;
      expect(errorShare(totalOf(long, services, from, from + 10))).toBeGreaterThan(0.15);
      expect(errorShare(totalOf(long, services, from - 60, from - 20))).toBeLessThan(0.1);
    }
  });

  test("quiet time is what no shared failure covers, also where two overlap", () => {
    const first = failureAt(world, "hard", noon)!;
    const second = failureAt(world, "x2", noon + 20)!;
    const { quiet } = labelsOf(withFailure(withFailure(world, first), second));
    expect(quiet).toHaveLength(2);
    expect(Date.parse(quiet![1]!.from)).toBe(msOf(Math.max(first.to, second.to)));
  });
});

describe("topology", () => {
  test("names every service that stays, and the components", () => {
    const topology = Topology.parse(topologyOf(world));
    expect(Object.keys(topology.services)).toHaveLength(15);
    expect(topology.components["pair"]!.services).toEqual(["search", "stock"]);
  });

  test("a tenth of a damaged one is missing or false, and no component is less than two", () => {
    let [all, missing, added] = [0, 0, 0];
    for (let number = 0; number < 200; number += 1) {
      const damaged = Topology.parse(damagedTopology(world, number));
      for (const [name, members] of Object.entries(world.components)) {
        const { services } = damaged.components[name]!;
        expect(services.length).toBeGreaterThanOrEqual(2);
        all += members.length;
        missing += members.filter((member) => !services.includes(member)).length;
        added += services.filter((service) => !members.includes(service)).length;
      }
    }
    expect((missing + added) / all).toBeGreaterThan(0.08);
    expect((missing + added) / all).toBeLessThan(0.12);
  });
});
