import { describe, expect, test } from "vitest";
import { AlertEvent } from "../../../contracts/src/alert.ts";
import { type AlertContext, toAlertEvent } from "../../src/alert/to-event.ts";
import { rounded } from "../../src/alert/round.ts";
import type { Incident, Member, Transition, TransitionReason } from "../../src/incident/incident.ts";

const context: AlertContext = {
  environment: "live",
  windowMs: 60_000,
  allowedLatenessMs: 30_000,
  falseAlarmsPer90Days: 1,
  detectorVersion: "9.9.9",
  configHash: "0".repeat(64),
  topology: null,
};

/** 2021-10-04, 15:40 UTC. */
const window = 1_633_362_000_000 / 60_000;
const member = (service: string, rest: Partial<Member> = {}): Member => ({
  service,
  onsetWindow: window,
  lastActiveWindow: window + 5,
  quietAnswers: 0,
  recovered: false,
  depth: null,
  slightAnswers: null,
  ...rest,
});

const incident: Incident = {
  id: "0123456789abcdef",
  state: "simultaneous",
  scope: "simultaneous",
  revision: 1,
  openedWindow: window + 1,
  concurrent: false,
  onsetWindow: window,
  onsetWindows: [window - 1, window + 1],
  members: [member("chat"), member("mail", { onsetWindow: window + 1 })],
  notFailing: ["shop"],
  unknown: ["maps"],
  severity: "critical",
  collateral: ["news", "shop", "maps"],
  attribution: {
    component: "backbone",
    odds: 1234.56789,
    runnerUp: { name: "all", odds: 1 / 1234.56789 },
    candidates: [],
  },
  logEvidence: 23.456789,
  withoutReports: 12.3456789,
  threshold: Math.log(129_600),
  lastActiveWindow: window + 5,
  sources: [],
  failingSources: [],
  counterfactuals: null,
  supersedes: [],
  supersededBy: null,
};

function eventOf(changes: Partial<Incident>, reason: TransitionReason = "evidence-crossed-threshold") {
  const transition: Transition = {
    incident: { ...incident, ...changes },
    input: "revise",
    window: window + 4,
    reason,
  };
  const signals = new Map([
    [
      "chat",
      [
        {
          signal: "errors" as const,
          observed: 0.5,
          expected: 0.01,
          lower: 0,
          upper: 0.03,
          unit: "ratio" as const,
          evidenceNats: 9.5,
        },
      ],
    ],
  ]);
  return toAlertEvent(transition, context, {
    signals,
    unmeasured: new Set<string>(),
    completeness: 0.98765432,
    shape: null,
    impact: null,
  });
}

test("an alert that opens says what, since when, who and what they share, and keeps the contract", () => {
  const event = eventOf({});
  expect(AlertEvent.parse(event)).toEqual(event);
  expect(event).toMatchObject({
    id: "0123456789abcdef:1",
    subject: "0123456789abcdef",
    source: "/tocsin/live",
    type: "tocsin.incident.opened.v1",
    time: "2021-10-04T15:45:30.000Z",
  });
  expect(event.data).toMatchObject({
    status: "open",
    severity: "critical",
    onset: "2021-10-04T15:40:00.000Z",
    onsetInterval: ["2021-10-04T15:39:00.000Z", "2021-10-04T15:42:00.000Z"],
    detectedAt: "2021-10-04T15:42:30.000Z",
    component: { name: "backbone", odds: 1234.57, runnerUp: { name: "all", odds: 0.00081 } },
    evidence: { logEvidence: 23.4568, threshold: 11.7722, withoutReports: 12.3457, falseAlarmsPer90Days: 1 },
    completeness: 0.987654,
  });
});

test("members come with their onset and signals, who works without; who is both spared and blamed is named once", () => {
  expect(
    eventOf({}).data.services.map(({ service, role, onset, signals }) => [
      service,
      role,
      onset,
      signals.length,
    ]),
  ).toEqual([
    ["chat", "member", "2021-10-04T15:40:00.000Z", 1],
    ["mail", "member", "2021-10-04T15:41:00.000Z", 0],
    ["shop", "notFailing", null, 0],
    ["maps", "unknown", null, 0],
    ["news", "collateral", null, 0],
  ]);
});

test("a member that recovered says when: the end of the last window that spoke for its failure", () => {
  const [chat, mail] = eventOf({ members: [member("chat", { recovered: true }), member("mail")] }).data
    .services;
  expect(chat?.recoveredAt).toBe("2021-10-04T15:46:00.000Z");
  expect(mail).not.toHaveProperty("recoveredAt");
});

describe("the event type follows the status", () => {
  test.each([
    ["simultaneous", 2, "tocsin.incident.updated.v1", "open"],
    ["resolved", 3, "tocsin.incident.resolved.v1", "resolved"],
    ["retracted", 2, "tocsin.incident.retracted.v1", "retracted"],
  ] as const)("%s at revision %d is %s", (state, revision, type, status) => {
    const event = eventOf({ state, revision });
    expect([event.type, event.data.status]).toEqual([type, status]);
    expect("resolvedAt" in event.data).toBe(status === "resolved");
    expect(AlertEvent.safeParse(event).success).toBe(true);
  });
});

describe("what a person reads first", () => {
  const told = (changes: Partial<AlertContext>) =>
    toAlertEvent(
      { incident, input: "revise", window: window + 4, reason: "members-changed" },
      { ...context, ...changes },
      { signals: new Map(), unmeasured: new Set(), completeness: 1, shape: null, impact: null },
    ).data;

  test("stands in every alert, with odds in favour of the best", () => {
    const { title, summary, component } = told({});
    expect(title).toBe("chat and mail failing together since 15:40 UTC; shared: almost certainly backbone");
    expect(summary).toMatch(
      /^Since 15:40 UTC on 4 October 2021, .*\(about 1,200 to 1 against something that reaches/u,
    );
    expect(component?.runnerUp).toMatchObject({ odds: 0.00081, oddsAgainst: 1234.57 });
  });

  test("takes a component called all for one of the topology where that declares it", () => {
    const topology = { services: {}, components: { all: { services: ["chat"] } } };
    expect(told({ topology }).summary).toMatch(/ to 1 against all\)/u);
  });

  test("has links only where they are configured", () => {
    expect(told({})).not.toHaveProperty("links");
    const links = { runbook: "https://wiki.example/{component}" };
    expect(told({ links }).links).toEqual({ runbook: "https://wiki.example/backbone" });
  });
});

test("the severity is that of the incident", () => {
  expect(eventOf({ severity: "info" }).data.severity).toBe("info");
});

test("what is not there is left out: sources but for silent ones, supersession, a component that nobody names", () => {
  const { data } = eventOf({ attribution: { component: null, odds: 3, runnerUp: null, candidates: [] } });
  expect(data.component).toBeNull();
  for (const key of ["sources", "supersedes", "supersededBy", "resolvedAt", "candidates"])
    expect(data).not.toHaveProperty(key);
  const superseded = eventOf({
    state: "retracted",
    scope: "isolated",
    supersededBy: "fedcba9876543210",
    supersedes: ["a"],
  }).data;
  expect([superseded.supersededBy, superseded.supersedes]).toEqual(["fedcba9876543210", ["a"]]);
  expect(eventOf({ scope: "source", state: "source", sources: ["monitor"] }).data.sources).toEqual([
    "monitor",
  ]);
});

test("when it would have been detected with less is told in event time, with words for what is open and what never was", () => {
  const counterfactuals = {
    withoutReports: 1005,
    withoutService: [{ service: "ant", detected: "not-detected" as const }],
    atTwiceThreshold: null,
  };
  const { data } = eventOf({ counterfactuals });
  expect(data.counterfactuals).toEqual({
    withoutReports: "1970-01-01T16:46:30.000Z",
    withoutService: [{ service: "ant", detectedAt: "not-detected" }],
    atTwiceThreshold: null,
  });
  expect(eventOf({ scope: "blind", state: "blind" }).data).not.toHaveProperty("counterfactuals");
});

test("where it is open which explanation is true none is named, and all are told with their odds", () => {
  const candidates = [
    { name: "edge", odds: 1.23456789 },
    { name: "mesh", odds: 1 / 1.23456789 },
  ];
  const attribution = { component: null, odds: 1.23456789, runnerUp: candidates[1]!, candidates };
  const event = eventOf({ attribution, notFailing: [], unknown: [] });
  expect(event.data).toMatchObject({
    component: null,
    candidates: [
      { name: "edge", odds: 1.23457 },
      { name: "mesh", odds: 0.81 },
    ],
  });
  expect(AlertEvent.safeParse(event).success).toBe(true);
  const named = eventOf({ attribution: { ...attribution, component: "edge" } });
  expect(named.data).not.toHaveProperty("candidates");
});

test("people whom nobody but reports names are suspected, not members", () => {
  const roles = eventOf({
    scope: "reports-only",
    state: "reports-only",
    notFailing: [],
    unknown: [],
    collateral: [],
  }).data.services.map(({ role }) => role);
  expect(roles).toEqual(["suspected", "suspected"]);
});

test("the interval always holds the onset, also where the posterior lies beside it", () => {
  const { data } = eventOf({ onsetWindows: [window + 2, window + 3] });
  expect(data.onsetInterval).toEqual(["2021-10-04T15:40:00.000Z", "2021-10-04T15:44:00.000Z"]);
});

test("six digits are written, and rounding twice changes nothing", () => {
  expect(rounded(1234.56789)).toBe(1234.57);
  expect(rounded(rounded(0.000123456789))).toBe(rounded(0.000123456789));
  expect(rounded(0)).toBe(0);
});
