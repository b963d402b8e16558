import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { AlertData } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { alert } from "../../../../packages/adapters/test/support/evidence.ts";
import { toldNothing } from "../../src/book/told.ts";
import { postedAlerts } from "../../src/sinks/alertmanager.ts";
import { mailOf } from "../../src/sinks/mail.ts";
import { pagerDutyEvent } from "../../src/sinks/pagerduty.ts";
import type { Message } from "../../src/sinks/sink.ts";
import { slackMessage } from "../../src/sinks/slack.ts";
import { teamsMessage } from "../../src/sinks/teams.ts";
import { plain } from "../../src/sinks/words.ts";

const ajv = new Ajv2020({ allErrors: true, strict: false });
addFormats.default(ajv);

function faultsOf(name: string, value: unknown): unknown {
  const file = new URL(`../schemas/${name}.schema.json`, import.meta.url);
  const validate =
    ajv.getSchema(file.href) ??
    ajv.compile({ ...(JSON.parse(readFileSync(file, "utf8")) as object), $id: file.href });
  return validate(value) === true ? [] : validate.errors;
}

const links = { runbook: "https://wiki.example/a", dashboard: "https://grafana.example/d?from=1&to=2" };
const message = (change: Partial<AlertData> = {}, more: Partial<Message> = {}): Message => ({
  event: alert({ links, ...change }),
  why: "opened",
  told: toldNothing,
  acknowledgement: null,
  acknowledgeUrl: null,
  owners: ["team-a"],
  isDoubted: false,
  nowMs: Date.parse("2021-10-04T15:43:00Z"),
  ...more,
});

/** Names and words as somebody bad, or careless, may write them into a topology. */
const evil =
  "<!channel> *bold* [x](http://evil.example)\r\nBcc: all@example.org\u202egnp.exe\u0007 & <b>&lt; שלום";
const long = "x".repeat(5000);
const words = (text: string): Partial<AlertData> => ({
  title: text.slice(0, 120),
  summary: text.slice(0, 800),
  component: { name: text, odds: 2, runnerUp: null },
  services: Array.from({ length: 300 }, (_, at) => ({
    service: `${text}${at}`,
    role: "member" as const,
    onset: "2021-10-04T15:40:00Z",
    signals: [],
  })),
});
const resolved = { status: "resolved", resolvedAt: "2021-10-04T15:42:00Z" } as const;
const care = {
  v: 1,
  incident: "c0ffee",
  at: "2021-10-04T15:50:00Z",
  by: evil,
  note: long.slice(0, 500),
} as const;

const messages: readonly (readonly [string, Message])[] = [
  ["that it is open", message()],
  ["that it is over", message(resolved, { why: "resolved" })],
  ["that it is taken back", message({ status: "retracted", supersededBy: "b" }, { why: "retracted" })],
  ["that somebody takes care", message({}, { why: "acknowledged", acknowledgement: care })],
  ["words that are markup", message(words(evil), { owners: [evil], isDoubted: true })],
  ["words that are too long", message(words(long), { owners: Array.from({ length: 400 }, () => long) })],
  [
    "what has no component, services or links",
    message({ component: null, services: [], links: {} }, { owners: [] }),
  ],
];

describe.each(messages)("saying %s", (_what, said) => {
  test("is what PagerDuty's documentation asks for", () => {
    expect(faultsOf("pagerduty-event", pagerDutyEvent(said, "0".repeat(32)))).toEqual([]);
  });
  test("is what Slack's documentation asks for", () => {
    expect(faultsOf("slack-message", slackMessage(said))).toEqual([]);
  });
  test("is what Microsoft's documentation asks for", () => {
    expect(faultsOf("teams-message", teamsMessage(said))).toEqual([]);
  });
  test("is what Alertmanager's document asks for", () => {
    expect(faultsOf("alertmanager-alerts", postedAlerts(said, 3_600_000))).toEqual([]);
  });
  test("is a CloudEvent", () => {
    expect(faultsOf("cloudevent", said.event)).toEqual([]);
  });
  test("brings no control character, line break or turned direction into any sink", () => {
    const { subject, text } = mailOf(said, { from: "a@example.org", to: ["b@example.org"] });
    const texts = [slackMessage(said), teamsMessage(said), pagerDutyEvent(said, "k"), postedAlerts(said, 1)];
    expect(JSON.stringify(texts)).not.toMatch(/\\u00[01]|\\[rnt]|[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
    expect(subject).not.toMatch(/[\r\n\u202a-\u202e]/);
    expect(text).not.toMatch(/\r|\u202e|^Bcc:/m);
  });
});

test("a schema refuses what is wrong", () => {
  const event = pagerDutyEvent(message(), "short");
  expect(faultsOf("pagerduty-event", event)).not.toEqual([]);
  expect(faultsOf("slack-message", { text: "a", blocks: [{ type: "header", text: "a" }] })).not.toEqual([]);
  expect(faultsOf("teams-message", { type: "message", attachments: [{}] })).not.toEqual([]);
});

test("in Slack nobody is called by words, and in Teams nothing is a link", () => {
  const said = message(words(evil));
  expect((slackMessage(said) as { readonly text: string }).text).not.toContain("<!");
  const blocks = JSON.stringify((slackMessage(said) as { readonly blocks: unknown }).blocks);
  expect(blocks).not.toContain("mrkdwn");
  expect(JSON.stringify(teamsMessage(said))).not.toContain('"TextBlock"');
});

test("letters of any script stay as they are, and what is cut ends in a whole character", () => {
  expect(plain("שלום 日本 🙂", 100)).toBe("שלום 日本 🙂");
  expect(plain("🙂🙂🙂", 2)).toBe("🙂…");
});

describe("Alertmanager", () => {
  const open = {
    ...toldNothing,
    revision: 1,
    status: "open",
    severity: "warning",
    scope: "isolated",
  } as const;
  const labels = (said: Message) =>
    postedAlerts(said, 3_600_000).map(
      (one) => `${one.labels["severity"]} ${one.labels["scope"]} until ${one.endsAt}`,
    );

  test("is told of an open incident for the hour to come, under labels that stay", () => {
    expect(labels(message())).toEqual(["critical simultaneous until 2021-10-04T16:43:00.000Z"]);
    expect(labels(message({}, { why: "changed", told: open }))).toEqual([
      "warning isolated until 2021-10-04T16:43:00.000Z",
    ]);
  });

  test("is told that what became worse has ended as it was", () => {
    expect(labels(message({}, { why: "worse", told: open }))).toEqual([
      "critical simultaneous until 2021-10-04T16:43:00.000Z",
      "warning isolated until 2021-10-04T15:42:30.000Z",
    ]);
  });

  test("is told of the end by event time, and never of one that lies ahead or before the beginning", () => {
    const end = (resolvedAt: string) =>
      labels(message({ status: "resolved", resolvedAt }, { why: "resolved", told: open }));
    expect(end("2021-10-04T15:42:00Z")).toEqual(["warning isolated until 2021-10-04T15:42:00.000Z"]);
    expect(end("2021-10-04T16:00:00Z")).toEqual(["warning isolated until 2021-10-04T15:43:00.000Z"]);
    expect(end("2021-10-04T15:00:00Z")).toEqual(["warning isolated until 2021-10-04T15:40:00.000Z"]);
  });

  test("is told of the end also under labels that were on their way when the notifier ended", () => {
    const onItsWay = { revision: 2, severity: "critical", scope: "simultaneous" } as const;
    expect(labels(message(resolved, { why: "resolved", told: { ...open, onItsWay } }))).toEqual([
      "warning isolated until 2021-10-04T15:42:00.000Z",
      "critical simultaneous until 2021-10-04T15:42:00.000Z",
    ]);
  });
});

describe("where acknowledgements are taken by HTTP", () => {
  const acknowledgeUrl = "https://tocsin.example/acknowledge?incident=c0ffee&key=k";
  const carried = (more: Partial<Message> = {}): readonly string[] => {
    const told = message({}, { acknowledgeUrl, ...more });
    return [
      slackMessage(told),
      teamsMessage(told),
      mailOf(told, { from: "a@example.org", to: ["b@example.org"] }),
      pagerDutyEvent(told, "k"),
    ].map((payload) => JSON.stringify(payload));
  };

  test("every message of an open incident carries the link", () => {
    for (const payload of carried()) expect(payload).toContain(acknowledgeUrl);
    const [posted] = postedAlerts(message({}, { acknowledgeUrl }), 3_600_000);
    expect(posted!.annotations["acknowledge_url"]).toBe(acknowledgeUrl);
    expect(faultsOf("slack-message", slackMessage(message({}, { acknowledgeUrl })))).toEqual([]);
  });

  test("what is in somebody's care already asks nobody", () => {
    const acknowledgement = { v: 1, incident: "c0ffee", at: "2021-10-04T15:50:00Z" } as const;
    for (const payload of carried({ acknowledgement })) expect(payload).not.toContain(acknowledgeUrl);
  });
});
