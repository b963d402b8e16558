import { describe, expect, test } from "vitest";
import { complainedAbout, diagnose, suspectedSince } from "../../src/correlate/diagnosis.ts";
import { groupsOf } from "../../src/correlate/groups.ts";
import { isolatedFailures, isolatedOnset } from "../../src/correlate/isolated.ts";
import { componentsOf } from "../../src/correlate/topology.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { evidenceAfter } from "../support/evidence-after.ts";
import { configOf } from "../support/run-detection.ts";
import { minuteMs, worldStartMs, worldWindows } from "../support/synthetic-world.ts";
import { faultAt, hard, tenNames, usualComponents, usualService } from "../support/usual-world.ts";

const everyone = tenNames.map((_, index) => index);

/** What the usual world says after some windows, before anything is made of it. */
function readingAfter(windows: number, disturbances: readonly Disturbance[]) {
  const services = tenNames.map(usualService);
  const evidence = evidenceAfter(worldWindows({ seed: 2, services, windows, disturbances }));
  const groups = groupsOf(componentsOf(configOf(usualComponents).topology), evidence.directory);
  const named = (indexes: readonly number[]): readonly string[] =>
    indexes.map((service) => evidence.directory.services[service]!.name);
  return { evidence, groups, named };
}

const ago = (windows: number): number => faultAt + windows;

describe("five of six of a component failing for ten minutes", () => {
  const { evidence, groups, named } = readingAfter(ago(10), [
    { services: tenNames.slice(1, 6), from: faultAt, to: faultAt + 10, ...hard },
    { services: ["jay"], from: faultAt, to: faultAt + 10, reports: 15 },
  ]);
  const trueOnset = worldStartMs / minuteMs + faultAt;

  test.each([9, 4, 15, 20, 23])(
    "are read the same, whether one starts from an onset %d windows ago or another",
    (lag) => {
      const { members, attribution, notFailing, onsetWindow, onsetWindows } = diagnose(
        evidence,
        groups,
        everyone,
        lag,
      );
      expect(named(members.map(({ service }) => service))).toEqual(tenNames.slice(1, 6));
      expect([attribution.component, named(notFailing)]).toEqual(["core", ["ant"]]);
      expect(Math.abs(onsetWindow - trueOnset)).toBeLessThanOrEqual(1);
      expect(onsetWindows[0]).toBeLessThanOrEqual(onsetWindow);
      expect(onsetWindows[1]).toBeGreaterThanOrEqual(onsetWindow);
    },
  );

  test("are read among those who may take part alone", () => {
    const others = everyone.filter((service) => service !== 1);
    const { members, notFailing } = diagnose(evidence, groups, others, 9);
    expect(named(members.map(({ service }) => service))).toEqual(tenNames.slice(2, 6));
    expect(named(notFailing)).toEqual(["ant"]);
  });

  test("leave those whom people complain about without cause to be named apart", () => {
    expect(named(complainedAbout(evidence, [0, ...everyone.slice(6)], 14))).toEqual(["jay"]);
  });

  test("are suspected like those whom people complain about: a suspicion takes reports for what they say", () => {
    expect(named(suspectedSince(evidence, 8))).toEqual([...tenNames.slice(1, 6), "jay"]);
  });

  test("each fail on their own evidence too, and nobody else does", () => {
    const failures = isolatedFailures(evidence, 14);
    expect(failures.map(({ service }) => service)).toEqual(tenNames.slice(1, 6));
    for (const { onsetWindow } of failures) expect(Math.abs(onsetWindow - trueOnset)).toBeLessThanOrEqual(3);
    for (const service of everyone.slice(6)) expect(isolatedOnset(evidence, service, 14)).toBeNull();
  });
});

test("a mild failure is read from all its minutes, however long ago the onset was thought to be", () => {
  const mild = { services: tenNames.slice(1, 5), from: faultAt, to: faultAt + 20, errors: 2.5 };
  const { evidence, groups, named } = readingAfter(ago(20), [mild]);
  const read = [19, 20, 21, 23].map((lag) => diagnose(evidence, groups, everyone, lag));
  for (const { members, attribution } of read) {
    expect(named(members.map(({ service }) => service))).toEqual(mild.services);
    expect(attribution.component).toBe("core");
  }
});

test("one service is always named, the likeliest, even where none is clear", () => {
  const { evidence, groups } = readingAfter(ago(0), []);
  expect(diagnose(evidence, groups, everyone, 3).members).toHaveLength(1);
});
