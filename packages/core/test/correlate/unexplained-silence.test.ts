import { describe, expect, test } from "vitest";
import { createCorrelator, detectorThreshold } from "../../src/correlate/index.ts";
import { groupsOf } from "../../src/correlate/groups.ts";
import { componentsOf } from "../../src/correlate/topology.ts";
import { unexplainedSilences } from "../../src/correlate/unexplained-silence.ts";
import { type EvidenceOf, evidenceOf } from "../support/evidence-of.ts";

const names = ["ant", "bee", "cat", "dog", "elk", "fox"];
const topology = {
  services: {},
  components: { left: { services: ["ant", "bee", "cat"] }, right: { services: ["dog", "elk", "fox"] } },
};
type Known = Parameters<typeof componentsOf>[0];

/** Evidence in which these services have been silent for so many minutes, after it came from all. */
function silentFor(minutes: Readonly<Record<string, number>>, more: EvidenceOf["series"] = []) {
  const heartbeat = (silent: number): readonly number[] =>
    Array.from({ length: 21 }, (_, index) => (index < 21 - silent ? -2.3 : 5));
  return evidenceOf({
    series: [...names.map((entity) => ({ entity })), ...more],
    entities: Object.fromEntries(
      names.map((name) => {
        const silent = minutes[name] ?? 0;
        return [name, { heartbeat: heartbeat(silent), missing: silent > 0 ? 1 : 0 }];
      }),
    ),
  });
}

function waiting(
  evidence: ReturnType<typeof silentFor>,
  known: Known = topology,
  failing: readonly string[] = [],
): readonly string[] {
  const { directory } = evidence;
  const failures = new Map(failing.map((name) => [name, { from: 0, to: 0 }]));
  const found = unexplainedSilences(evidence, groupsOf(componentsOf(known), directory), failures);
  return found.map((index) => directory.entities[index]!.name);
}

describe("silence is waited for", () => {
  test("where several fall silent together that no component holds", () => {
    expect(waiting(silentFor({ ant: 4, bee: 4, elk: 3 }))).toEqual(["ant", "bee", "elk"]);
    expect(waiting(silentFor({ ant: 4, elk: 4 }))).toEqual(["ant", "elk"]);
  });

  test("not where a component holds all of them, nor of one alone", () => {
    expect(waiting(silentFor({ ant: 4, bee: 4, cat: 3 }))).toEqual([]);
    expect(waiting(silentFor({ ant: 4 }))).toEqual([]);
    expect(waiting(silentFor({}))).toEqual([]);
  });

  test("not of those that fell silent more than ten minutes apart", () => {
    expect(waiting(silentFor({ ant: 14, elk: 4 }))).toEqual(["ant", "elk"]);
    expect(waiting(silentFor({ ant: 14, elk: 3 }))).toEqual([]);
  });

  test("for a quarter of an hour", () => {
    expect(waiting(silentFor({ ant: 15, elk: 15 }))).toEqual(["ant", "elk"]);
    expect(waiting(silentFor({ ant: 16, elk: 16 }))).toEqual([]);
  });

  test.each([
    [5, [1, 2, 3]],
    [10, [1]],
    [20, []],
    [60, []],
  ])("in windows of %d minutes no longer than that", (minutes, waits) => {
    const isWaiting = (silent: number) =>
      waiting({ ...silentFor({ ant: silent, elk: silent }), windowMs: minutes * 60_000 }).length > 0;
    expect([1, 2, 3, 4, 5].filter(isWaiting)).toEqual(waits);
  });

  test("not where something else shows that two of them fail, what users report included", () => {
    const reports = (entity: string) => ({ entity, signal: "reports" as const, nats: [3, 3] });
    const silent = { ant: 4, bee: 4, elk: 4 };
    expect(waiting(silentFor(silent, [reports("ant")]))).toHaveLength(3);
    expect(waiting(silentFor(silent, [reports("ant"), reports("fox")]))).toHaveLength(3);
    expect(waiting(silentFor(silent, [reports("ant"), reports("elk")]))).toEqual([]);
  });

  test("not of who is known to fail, whose silence is part of that, nor with it", () => {
    const evidence = silentFor({ ant: 4, bee: 4, elk: 4 });
    expect(waiting(evidence, topology, ["elk"])).toEqual([]);
    expect(waiting(evidence, topology, ["ant"])).toEqual(["bee", "elk"]);
  });

  test("not where nobody has said what services share", () => {
    expect(waiting(silentFor({ ant: 4, bee: 4, elk: 4 }), null)).toEqual([]);
  });
});

describe("while it is waited for", () => {
  const config = { windowMs: 60_000, falseAlarmsPer90Days: 1, topology };
  const decide = (evidence: ReturnType<typeof silentFor>) =>
    createCorrelator(config).decide(evidence, evidence, { failures: new Map(), endedAlone: 0 });
  const alarm = detectorThreshold(1, 60_000);

  test("nobody fails for it, together or alone", () => {
    const { all, withoutReports, isolated, ask } = decide(silentFor({ ant: 5, bee: 5, dog: 5, elk: 5 }));
    expect([all.logEvidence, withoutReports.logEvidence].every((nats) => nats < 5)).toBe(true);
    expect(isolated).toEqual([]);
    expect(ask.confirmed(names)).toEqual([]);
  });

  test("what one component holds is found as ever, and all of it when the time is over", () => {
    expect(decide(silentFor({ ant: 5, bee: 5, cat: 5 })).all.logEvidence).toBeGreaterThan(alarm);
    expect(decide(silentFor({ ant: 17, bee: 17, dog: 17, elk: 17 })).all.logEvidence).toBeGreaterThan(alarm);
  });
});
