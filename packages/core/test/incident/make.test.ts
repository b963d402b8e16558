import { describe, expect, test } from "vitest";
import { followBlindness } from "../../src/incident/blindness.ts";
import { incidentId } from "../../src/incident/incident-id.ts";
import { stepIsolated } from "../../src/incident/isolated.ts";
import { open } from "../../src/incident/make.ts";
import { stepAlarm } from "../../src/incident/shared-failure.ts";
import { followSources } from "../../src/incident/silent-source.ts";
import { sourceTexts } from "../support/detection-document.ts";
import { digest } from "../support/run-detection.ts";
import {
  assessmentOf,
  diagnosisOf,
  identity,
  minuteMs,
  now,
  progressOf,
  verdictOf,
} from "../support/verdicts.ts";

const nothing = progressOf();
const blindBefore = progressOf([], { blindWindows: 1 });
const alarm = { all: 20, withoutReports: 8, diagnosis: diagnosisOf({ onsetWindow: 97 }) };
const complaints = { all: 20, lag: 3, suspected: ["bee", "ant"] };
const faultySources = [{ name: "west", sinceWindow: 95 }, { name: "east" }];

/** Every policy that opens an incident, as it does; and what the incident's id is made from. */
const openings = [
  {
    scope: "isolated",
    progress: stepIsolated(nothing, verdictOf({ isolated: [{ service: "ant", onsetWindow: 96 }] }), identity),
    from: { scope: "isolated", window: 96, members: ["ant"] },
  },
  {
    scope: "simultaneous",
    progress: stepAlarm(nothing, verdictOf(alarm), identity),
    from: { scope: "simultaneous", window: 97, members: ["ant", "bee", "cat"] },
  },
  {
    scope: "reports-only",
    progress: stepAlarm(nothing, verdictOf(complaints), identity),
    from: { scope: "reports-only", window: 97, members: ["ant", "bee"] },
  },
  {
    scope: "source",
    progress: followSources(nothing, assessmentOf({ faultySources }), identity),
    from: { scope: "source", window: 95, members: ["east", "west"] },
  },
  {
    scope: "blind",
    progress: followBlindness(blindBefore, assessmentOf({ blind: true }), identity),
    from: { scope: "blind", window: 99, members: [] },
  },
] as const;

describe.each(openings)("an incident of scope $scope", ({ scope, progress, from }) => {
  const [transition, ...others] = progress.transitions;
  const incident = transition!.incident;

  test("[1] has an id of environment, scope, first window, alarm and first members or sources", () => {
    const windowStart = from.window * minuteMs;
    const id = incidentId(digest, {
      environment: "test",
      scope: from.scope,
      windowStart,
      alarmStart: now * minuteMs,
      members: from.members,
    });
    expect(incident.id).toBe(id);
    expect(incident.onsetWindow).toBe(from.window);
  });

  test("[2] opens with revision 1 in this window, supersedes nobody and is superseded by nobody", () => {
    expect(others).toEqual([]);
    expect(transition).toMatchObject({ window: now, reason: "evidence-crossed-threshold" });
    expect(incident).toMatchObject({
      state: scope,
      scope,
      revision: 1,
      openedWindow: now,
      lastActiveWindow: now,
      collateral: [],
      supersedes: [],
      supersededBy: null,
    });
  });

  test("has members that fail now, none of which has recovered", () => {
    for (const member of incident.members)
      expect(member).toMatchObject({ lastActiveWindow: now, quietAnswers: 0, recovered: false });
  });
});

test("[1] the environment, the length of a window and the window of the alarm are part of the id", () => {
  const beginning = { onsetWindow: 96, members: [], logEvidence: 0, withoutReports: 0, threshold: 0 };
  const idOf = (environment: string, windowMs: number, window: number): string =>
    open({ environment, digest }, { window, windowMs }, "open-isolated", beginning).incident.id;
  expect(idOf("test", minuteMs, 100)).toBe(idOf("test", minuteMs, 100));
  expect(idOf("test", minuteMs, 107)).not.toBe(idOf("test", minuteMs, 100));
  expect(idOf("live", minuteMs, 100)).not.toBe(idOf("test", minuteMs, 100));
  expect(idOf("test", 2 * minuteMs, 100)).not.toBe(idOf("test", minuteMs, 100));
});

test("nobody but the maker gives ids and opens incidents", () => {
  const openers = sourceTexts().filter(({ text }) => /\b(?:openIncident|incidentId)\(/.test(text));
  expect(openers.map(({ path }) => path)).toEqual([
    "incident/incident-id.ts",
    "incident/machine.ts",
    "incident/make.ts",
  ]);
});
