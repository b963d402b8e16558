import { expect, test } from "vitest";
import { clockOf, durationOf, momentOf } from "../../src/words/moments.ts";
import { counted, grouped, listed, measured, oddsOf, percent } from "../../src/words/numbers.ts";
import { impactWords, shapeWords, summaryOf, titleOf } from "../../src/words/alert-words.ts";
import { counterfactualWords } from "../../src/words/counterfactual-words.ts";
import { natsOf } from "../../src/words/nats.ts";
import { oddsWords } from "../../src/words/odds-words.ts";
import { signalWords } from "../../src/words/signal-words.ts";
import { alertOf, signal } from "../support/alerts.ts";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test("lengths of time use their two largest units", () => {
  const words = [
    0,
    45 * second,
    150 * second,
    5 * hour + 25 * minute,
    15 * day,
    2 * day + 3 * hour + minute,
    -2 * minute,
  ];
  expect(words.map((ms) => plain(durationOf(ms)))).toEqual([
    "0 s",
    "45 s",
    "2 min 30 s",
    "5 h 25 min",
    "15 d",
    "2 d 3 h",
    "2 min",
  ]);
});

test("seconds are told only where there are some, and everything is UTC", () => {
  expect(clockOf(Date.parse("2021-10-04T15:40:00Z"))).toBe("15:40");
  expect(clockOf(Date.parse("2021-10-04T17:42:30+02:00"))).toBe("15:42:30");
  expect(momentOf(0)).toBe("1970-01-01 00:00");
});

test("numbers are grouped alike in every language and keep about two digits", () => {
  expect(grouped(1_234_567)).toBe("1,234,567");
  expect(grouped(1234.5)).toBe("1,234.5");
  expect([0, 0.0041, 0.12345, 1.44, 37.2, 12_034].map(measured)).toEqual([
    "0",
    "0.0041",
    "0.12",
    "1.4",
    "37",
    "12,034",
  ]);
  expect(plain(percent(0.125))).toBe("13 %");
  expect([oddsOf(1.5), oddsOf(1204.3), oddsOf(1e6)]).toEqual([
    "1.5 to 1",
    "1,204 to 1",
    "more than 1,000,000 to 1",
  ]);
});

test("lists and counts read as sentences do", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(listed)).toEqual(["", "a", "a and b", "a, b and c"]);
  expect([counted(1, "service"), counted(2, "service"), counted(0, "service")]).toEqual([
    "1 service",
    "2 services",
    "0 services",
  ]);
});

test("each kind of signal is told in its own unit, against what was expected", () => {
  const told = [
    signal(),
    signal({ signal: "traffic", unit: "per-window", observed: 3201, expected: 182_000 }),
    signal({ signal: "latency", unit: "ms", observed: 3201, expected: 182, operation: "media" }),
    signal({ signal: "undelivered", observed: 0.45, expected: null }),
    signal({ signal: "heartbeat", unit: "readings", observed: 0, expected: 1 }),
    signal({ signal: "errors", observed: null }),
  ];
  expect(told.map((one) => plain(signalWords(one, minute)))).toEqual([
    "errors 60 % (0.4 % expected)",
    "traffic 3,201 a minute (182,000 expected)",
    "p95 latency of media 3.2 s (182 ms expected)",
    "undelivered 45 %",
    "no telemetry",
    "no telemetry",
  ]);
  expect(
    plain(signalWords(signal({ signal: "reports", unit: "per-window", observed: 40, expected: 2 }), 300_000)),
  ).toBe("reports 40 in 5 min (2 expected)");
});

test("an alert's own title and summary are read first; for one of before 0.3.0 they are made of what it says", () => {
  const about = { incident: "i", service: "chat" };
  const { data } = alertOf(about, { title: "chat is gone", summary: "So it is." });
  expect([titleOf(data), summaryOf(data)]).toEqual(["chat is gone", "So it is."]);
  const old = alertOf(about).data;
  expect(titleOf(old)).toBe("chat failing since 15:40 UTC");
  expect(summaryOf(old)).toContain("chat has been failing");
});

test("a shape that is not known yet stands for itself", () => {
  const words = (name: string) =>
    shapeWords({
      ...alertOf({ incident: "i", service: "a" }).data,
      shape: { name: name as "errors", evidence: [] },
    });
  expect([words("overload-first"), words("sideways"), words("constructor")]).toEqual([
    "too many requests came first, then errors",
    "sideways",
    "constructor",
  ]);
  expect(shapeWords(alertOf({ incident: "i", service: "a" }).data)).toBe(null);
});

test("what a failure has cost is told in two digits, most first, and nothing where nothing was counted", () => {
  const none = {
    requestsFailed: null,
    requestsMissing: { count: 0, unit: "requests" },
    messagesUndelivered: null,
    messagesMissing: null,
    reportsAboveExpected: null,
    services: { failing: 1, known: 3 },
  } as const;
  const words = (impact: object) =>
    impactWords(alertOf({ incident: "i", service: "a" }, { impact: { ...none, ...impact } }).data);
  expect(words({})).toEqual([]);
  expect(
    words({
      reportsAboveExpected: { count: 41.3, unit: "reports" },
      requestsFailed: { count: 12_345.6, unit: "requests" },
      messagesMissing: { count: 1, unit: "messages" },
    }),
  ).toEqual(["12,000 requests failed", "41 more reports than usual", "1 message did not come"]);
  expect(words({ messagesUndelivered: { count: 17_930_001, unit: "messages" } })).toEqual([
    "18 million messages not delivered",
  ]);
});

test("odds are told with what they are against, so that nobody takes them for the rival's", () => {
  const component = {
    name: "backbone",
    odds: 8100,
    runnerUp: { name: "edge", odds: 1 / 8100, oddsAgainst: 8100 },
  };
  expect(oddsWords(component, null)).toBe("8,100 to 1 against edge");
  expect(oddsWords({ ...component, runnerUp: { name: "all", odds: 1 } }, null)).toBe(
    "8,100 to 1 against all services at once",
  );
  expect(oddsWords({ ...component, runnerUp: null }, null)).toBe("8,100 to 1");
});

test("when it would have been detected with less is one sentence, in which services with one answer stand together", () => {
  const at = (clock: string): string => `2021-10-04T${clock}:30.000Z`;
  const words = (counterfactuals: Parameters<typeof counterfactualWords>[0]["counterfactuals"]) =>
    counterfactualWords(
      alertOf({ incident: "i", service: "a" }, { detectedAt: at("15:43"), counterfactuals: counterfactuals! })
        .data,
      (name) => name.toUpperCase(),
    )?.replaceAll("\u00a0", " ");
  const of = (service: string, detectedAt: string | null) => ({ service, detectedAt });
  expect(
    words({
      withoutReports: at("15:43"),
      withoutService: [of("a", at("15:43")), of("b", at("15:43"))],
      atTwiceThreshold: at("15:45"),
    }),
  ).toBe(
    "It would have been detected just as early without people's reports and without any one of its services; 2 min later with thresholds twice as high.",
  );
  expect(
    words({
      withoutReports: null,
      withoutService: [of("a", "not-detected"), of("b", at("15:44")), of("c", "not-detected")],
      atTwiceThreshold: null,
    }),
  ).toBe(
    "It would have been detected not in the minutes after without one of A and C; 1 min later without B.",
  );
  expect(words({ withoutReports: null, withoutService: [], atTwiceThreshold: null })).toBe(undefined);
});

test("evidence is told to a tenth where that says something, and nothing is not less than nothing", () => {
  expect([27.94, 626.4, 12.5, -0.04, 0, -1.26, -1204].map(natsOf)).toEqual([
    "27.9",
    "626",
    "12.5",
    "0.0",
    "0.0",
    "-1.3",
    "-1,204",
  ]);
});
