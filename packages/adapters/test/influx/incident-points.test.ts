import type { AlertData } from "@tocsin/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineOf, type Point, projection } from "../../src/influx/index.ts";
import { alert, service } from "../support/evidence.ts";

const { alert: pointsOf } = projection({ environment: "test", topology: null });
const pointOf = (change: Partial<AlertData> = {}): Point => pointsOf(alert(change))[0]!;
const titleOf = (change: Partial<AlertData>): unknown => pointOf(change).fields["title"];

const unclear: NonNullable<AlertData["candidates"]> = [
  { name: "edge", odds: 1.4 },
  { name: "mesh", odds: 0.71 },
];

const resolved: Partial<AlertData> = {
  status: "resolved",
  resolvedAt: "2021-10-04T21:05:00Z",
  reason: "recovered",
  revision: 4,
};

describe("the point of an alert event", () => {
  test("is a snapshot of the incident under bounded tags, at the event's time", () => {
    const { tags, fields, timestampMs } = pointOf();
    expect(timestampMs).toBe(Date.parse("2021-10-04T15:42:30Z"));
    expect(tags).toEqual({
      environment: "test",
      scope: "simultaneous",
      status: "open",
      component: "backbone",
      service: "several",
    });
    expect(fields).toMatchObject({
      incident: "c0ffee",
      revision: 1n,
      severity: "critical",
      members: 3n,
      services: "facebook,instagram,whatsapp",
      onset_ms: 1_633_362_000_000n,
      detection_delay_ms: 150_000n,
      resolved_ms: null,
      odds: 1204.3,
    });
  });

  test("knows how long a resolved incident lasted", () => {
    expect(pointOf(resolved).fields).toMatchObject({
      resolved_ms: 1_633_381_500_000n,
      duration_ms: 19_500_000n,
    });
  });

  test("names the one service, or says that there are none or several", () => {
    expect(pointOf({ services: [service("reddit")] }).tags["service"]).toBe("reddit");
    expect(pointOf({ services: [service("reddit"), service("x", "collateral")] }).tags["service"]).toBe(
      "reddit",
    );
    expect(pointOf({ services: [], component: null }).tags).toMatchObject({
      service: "none",
      component: "none",
    });
  });

  test("has the budget, and the configured addresses of runbook and recording", () => {
    const links = { runbook: "https://wiki.example/edge", replay: "https://recordings.example/1" };
    expect(pointOf({ links }).fields).toMatchObject({ ...links, false_alarms_per_90_days: 1 });
    expect(lineOf(pointOf())).not.toMatch(/runbook|replay/);
  });

  test("lists the others by their role, and no list where there is none", () => {
    const services = [
      service("a"),
      service("b", "notFailing"),
      service("c", "collateral"),
      service("d", "unknown"),
    ];
    const { fields } = pointOf({ services, candidates: unclear, sources: ["monitor"], supersededBy: "beef" });
    expect(fields).toMatchObject({
      members: 1n,
      services: "a",
      not_failing: "b",
      unknown: "d",
      candidates: "edge,mesh",
      collateral: "c",
      sources: "monitor",
      superseded_by: "beef",
    });
    expect(lineOf(pointOf())).not.toMatch(/collateral|not_failing|unknown|candidates|sources|superseded_by/);
  });
});

describe("events of the same instant", () => {
  test("of one incident never have the same timestamp", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(100_000), fc.nat(100_000), (incident, one, other) => {
        const at = (revision: number): unknown => pointOf({ incident, revision: revision + 1 }).nanoseconds;
        expect(at(one) === at(other)).toBe(one === other);
      }),
    );
  });

  test("of different incidents do not overwrite each other, and stay within the millisecond", () => {
    const lines = Array.from({ length: 200 }, (_, index) =>
      lineOf(pointOf({ incident: index.toString(16).padStart(16, "0") })),
    );
    const places = new Set(lines.map((line) => line!.split(" ").at(-1)));
    expect(places.size).toBe(200);
    for (const place of places) expect(place!.slice(0, -6)).toBe("1633362150000");
  });
});

describe("what a person reads first", () => {
  test("is the alert's own title and summary, with shape and impact as fields", () => {
    const { fields, tags } = pointOf({
      title: "three fail",
      summary: "One. Two.",
      shape: { name: "traffic-gone", evidence: [] },
      impact: {
        requestsFailed: null,
        requestsMissing: { count: 1200, unit: "requests" },
        messagesUndelivered: null,
        messagesMissing: { count: 0, unit: "messages" },
        reportsAboveExpected: { count: 3, unit: "reports" },
        services: { failing: 3, known: 9 },
      },
    });
    expect(fields).toMatchObject({
      title: "three fail",
      summary: "One. Two.",
      shape: "traffic-gone",
      requests_failed: null,
      requests_missing: 1200n,
      messages_missing: 0n,
      reports_above_expected: 3n,
      services_known: 9n,
    });
    expect(Object.keys(tags)).toEqual(["environment", "scope", "status", "component", "service"]);
  });

  test("of an alert of before 0.3.0 is made by the same rule", () => {
    expect(titleOf({})).toBe(
      "facebook, instagram and whatsapp failing together since 15:40 UTC; shared: almost certainly backbone",
    );
    expect(titleOf(resolved)).toMatch(/failed together from 15:40 to 21:05 UTC \(5 h 25 min\)/u);
    expect(titleOf({ component: null, candidates: unclear })).toMatch(/; shared: edge or mesh, open which$/u);
    const implied = { component: { name: "all", odds: 30, runnerUp: null } };
    expect(titleOf(implied)).toMatch(/very likely something across all services$/u);
    expect(lineOf(pointOf())).not.toMatch(/requests_failed|services_known|shape/u);
  });
});
