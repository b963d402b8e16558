import { describe, expect, test } from "vitest";
import { complainedAbout, diagnose } from "../../src/correlate/diagnosis.ts";
import { failsAlone, unitLogEvidence, unitOnset } from "../../src/correlate/isolated.ts";
import { weighWorld } from "../../src/evidence/world-evidence.ts";
import { worldState } from "../../src/evidence/world-state.ts";
import { groupsOf } from "../../src/topology/groups.ts";
import { componentsOf } from "../../src/topology/topology.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { configOf } from "../support/run-detection.ts";
import { minuteMs, worldStartMs, worldWindows } from "../support/synthetic-world.ts";
import { faultAt, hard, tenNames, usualComponents, usualService } from "../support/usual-world.ts";

const everyone = tenNames.map((_, index) => index);

/** The usual world after some windows, as it stands before anything is said of it. */
function stateAfter(windows: number, disturbances: readonly Disturbance[]) {
  const state = worldState(minuteMs);
  for (const window of worldWindows({
    seed: 2,
    services: tenNames.map(usualService),
    windows,
    disturbances,
  })) {
    weighWorld(state, window);
  }
  const groups = groupsOf(componentsOf(configOf(usualComponents).topology), state.registry);
  const named = (services: readonly number[]): readonly string[] =>
    services.map((service) => state.registry.services[service]!.name);
  return { state, groups, named };
}

const ago = (windows: number): number => faultAt + windows;

describe("five of six of a component failing for ten minutes", () => {
  const { state, groups, named } = stateAfter(ago(10), [
    { services: tenNames.slice(1, 6), from: faultAt, to: faultAt + 10, ...hard },
    { services: ["jay"], from: faultAt, to: faultAt + 10, reports: 15 },
  ]);
  const trueOnset = worldStartMs / minuteMs + faultAt;

  test.each([9, 4, 15, 20, 23])(
    "are read the same, whether one starts from an onset %d windows ago or another",
    (lag) => {
      const { members, naming, notFailing, onsetWindow, onsetWindows } = diagnose(
        state,
        groups,
        everyone,
        lag,
      );
      expect(named(members.map(({ service }) => service))).toEqual(tenNames.slice(1, 6));
      expect([naming.component, named(notFailing)]).toEqual(["core", ["ant"]]);
      expect(Math.abs(onsetWindow - trueOnset)).toBeLessThanOrEqual(1);
      expect(onsetWindows[0]).toBeLessThanOrEqual(onsetWindow);
      expect(onsetWindows[1]).toBeGreaterThanOrEqual(onsetWindow);
    },
  );

  test("are read among those who may take part alone", () => {
    const others = everyone.filter((service) => service !== 1);
    const { members, notFailing } = diagnose(state, groups, others, 9);
    expect(named(members.map(({ service }) => service))).toEqual(tenNames.slice(2, 6));
    expect(named(notFailing)).toEqual(["ant"]);
  });

  test("leave those whom people complain about without cause to be named apart", () => {
    expect(named(complainedAbout(state, [0, ...everyone.slice(6)], 14))).toEqual(["jay"]);
  });

  test("each fail on their own evidence too, and nobody else does", () => {
    const alone = state.registry.units.filter((unit) => failsAlone(state, unit, 14));
    expect(alone.map(({ name }) => name)).toEqual(tenNames.slice(1, 6));
    for (const unit of alone) expect(Math.abs(unitOnset(state, unit) - trueOnset)).toBeLessThanOrEqual(3);
    for (const unit of state.registry.units.slice(6)) expect(unitLogEvidence(state, unit)).toBeLessThan(14);
  });
});

test("a mild failure is read from all its minutes, however long ago the onset was thought to be", () => {
  const mild = { services: tenNames.slice(1, 5), from: faultAt, to: faultAt + 20, errors: 2.5 };
  const { state, groups, named } = stateAfter(ago(20), [mild]);
  const read = [19, 20, 21, 23].map((lag) => diagnose(state, groups, everyone, lag));
  for (const { members, naming } of read) {
    expect(named(members.map(({ service }) => service))).toEqual(mild.services);
    expect(naming.component).toBe("core");
  }
});

test("one service is always named, the likeliest, even where none is clear", () => {
  const { state, groups } = stateAfter(ago(0), []);
  expect(diagnose(state, groups, everyone, 3).members).toHaveLength(1);
});
