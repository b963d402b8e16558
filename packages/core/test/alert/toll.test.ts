import { describe, expect, test } from "vitest";
import { impactOf } from "../../src/alert/impact.ts";
import { toll, type Toll } from "../../src/alert/toll.ts";
import type { Incident } from "../../src/incident/index.ts";
import type { Evidence } from "../../src/model/index.ts";
import { type EvidenceOf, evidenceOf } from "../support/evidence-of.ts";
import { incidentOf } from "../support/verdicts.ts";

/** The evidence of another window. */
const at = (window: number, of: EvidenceOf): Evidence => {
  const evidence = evidenceOf(of);
  const observedWindow = Array.from(evidence.series.observedWindow, () => window);
  return { ...evidence, window, series: { ...evidence.series, observedWindow } };
};
const errors = (observed: number, changes: Partial<EvidenceOf["series"][number] & object> = {}) => ({
  entity: "chat",
  nats: [3],
  observed,
  exposure: 1000,
  expected: 1,
  ...changes,
});
const traffic = (observed: number, changes = {}) => ({
  ...errors(observed),
  signal: "traffic" as const,
  measure: "count" as const,
  exposure: 1,
  expected: 1000,
  ...changes,
});
const failing = (changes: Partial<Incident["members"][number]> = {}, onsetWindow = 100): Incident =>
  incidentOf("isolated", { openedWindow: 101, members: [{ service: "chat", onsetWindow, ...changes }] });
const last = (from: number, windows: number, of: EvidenceOf["series"], incident = failing()): Toll => {
  const counted = toll();
  for (let window = from; window < from + windows; window += 1)
    counted.note(at(window, { series: of }), [incident]);
  return counted;
};

describe("what a failure costs", () => {
  test("is what was observed less what was expected, since the onset", () => {
    const counted = last(98, 5, [errors(101)]);
    expect(counted.costsOf(failing().members[0]!)).toMatchObject({ requestsFailed: 300, requestsMissing: 0 });
  });

  test("counts windows that speak for the failure alone", () => {
    const counted = last(100, 5, [errors(101, { nats: [-1] })]);
    expect(counted.costsOf(failing().members[0]!).requestsFailed).toBe(0);
  });

  test("ends when the member has recovered", () => {
    const recovered = failing({ recovered: true, lastActiveWindow: 101 });
    expect(last(100, 5, [errors(101)]).costsOf(recovered.members[0]!).requestsFailed).toBe(200);
  });

  test("of requests that do not come is what is missing of those expected", () => {
    const counted = last(100, 2, [traffic(30)]);
    expect(counted.costsOf(failing().members[0]!).requestsMissing).toBe(1940);
  });

  test("is never added over sources that see the same, and over operations only where the service itself has less", () => {
    const sources = ["east", "west"].map((source, index) => errors(101 + index, { source }));
    expect(last(100, 1, sources).costsOf(failing().members[0]!).requestsFailed).toBe(101);
    const operations = [errors(61, { entity: "chat/a" }), errors(51, { entity: "chat/b" })];
    expect(last(100, 1, operations).costsOf(failing().members[0]!).requestsFailed).toBe(110);
    expect(last(100, 1, [errors(131), ...operations]).costsOf(failing().members[0]!).requestsFailed).toBe(
      130,
    );
  });

  test("goes on to be counted in an incident that outlasts what is kept by window, and is forgotten elsewhere", () => {
    const counted = last(100, 400, [errors(101)]);
    expect(counted.costsOf(failing().members[0]!).requestsFailed).toBe(40_000);
    expect(counted.snapshot().windows[0]?.[1].length).toBeLessThanOrEqual(160);
    counted.note(at(500, { series: [errors(101)] }), []);
    expect(counted.snapshot().older).toEqual([]);
  });

  test("[10] goes on from a snapshot as if it had not been cut", () => {
    const counted = last(100, 300, [errors(101), traffic(5000)]);
    const resumed = toll(JSON.parse(JSON.stringify(counted.snapshot())) as ReturnType<Toll["snapshot"]>);
    for (const one of [counted, resumed]) one.note(at(400, { series: [errors(51)] }), [failing()]);
    expect(resumed.snapshot()).toEqual(counted.snapshot());
  });

  test("is not counted in blind windows, nor while it is worked on", () => {
    const counted = toll();
    const series = [errors(101), traffic(5000)];
    counted.note(at(100, { series, blind: true }), [failing()]);
    counted.note(at(101, { series, entities: { chat: { maintained: 1 } } }), [failing()]);
    expect(counted.snapshot().windows).toEqual([]);
    counted.note(at(102, { series }), [failing()]);
    expect(counted.snapshot().windows).toHaveLength(1);
  });
});

describe("the impact of an incident", () => {
  const impact = (series: EvidenceOf["series"], incident = failing()) =>
    impactOf(last(100, 2, series), at(101, { series }), incident);

  test("has counts with units, and null where nothing is seen that they could be counted from", () => {
    expect(impact([errors(101), "mail"])).toEqual({
      requestsFailed: { count: 200, unit: "requests" },
      requestsMissing: null,
      messagesUndelivered: null,
      messagesMissing: null,
      reportsAboveExpected: null,
      services: { failing: 1, known: 2 },
    });
  });

  test("is zero, not null, where it is seen and nothing is lost", () => {
    expect(impact([errors(1), traffic(1000)])).toMatchObject({
      requestsFailed: { count: 0 },
      requestsMissing: { count: 0 },
    });
  });

  test("leaves probes out: they are no requests of users", () => {
    const probe = [errors(1, { exposure: 1, expected: 0.01 }), traffic(1, { measure: null, expected: 1 })];
    expect(impact(probe)).toMatchObject({ requestsFailed: null, requestsMissing: null });
  });

  test("of suspected services counts reports, and nobody fails", () => {
    const reports = errors(90, { signal: "reports", measure: "count", exposure: 1, expected: 10 });
    const suspected = incidentOf("reports-only", {
      openedWindow: 101,
      members: [{ service: "chat", onsetWindow: 100 }],
    });
    expect(impact([reports], suspected)).toMatchObject({
      reportsAboveExpected: { count: 160, unit: "reports" },
      services: { failing: 0, known: 1 },
    });
  });

  test("is not there where nobody is named", () => {
    expect(impact([errors(101)], incidentOf("blind"))).toBeNull();
  });
});
