import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlertData } from "../../src/alert/event.ts";
import { alertWords } from "../../src/alert/index.ts";
import { countWords, oddsWords, shareWords, timesWords } from "../../src/alert/words/numbers.ts";
import { durationOf, momentOf, spanOf } from "../../src/alert/words/times.ts";
import { serviceOf, toldAlerts, toldOf } from "../support/told-alerts.ts";

const words = (data: AlertData) => alertWords(data, "all");
const title = (told: string): string => words(toldAlerts[told]!).title;
const summary = (told: string): string => words(toldAlerts[told]!).summary;

describe("the title says what fails, since when and what is shared", () => {
  test.each([
    ["isolated", "chat fails since 15:40 UTC"],
    ["isolated, of no consequence", "chat fails in part since 15:40 UTC"],
    [
      "simultaneous, by a component",
      "chat, feed and 4 more get hardly any traffic since 15:40 UTC; shared: almost certainly backbone",
    ],
    [
      "simultaneous, open which component",
      "chat, feed and 4 more get hardly any traffic since 15:40 UTC; shared: backbone or sign-in, open which",
    ],
    ["simultaneous, independent failures", "chat and feed get hardly any traffic since 15:40 UTC"],
    [
      "simultaneous, across all services",
      "chat, feed and 4 more get hardly any traffic since 15:40 UTC; shared: likely something across all services",
    ],
    ["overload before errors", "chat fails after a surge of requests since 15:40 UTC"],
    ["messages that are not delivered", "chat delivers too little since 15:40 UTC"],
    ["no telemetry of a service", "chat sends no telemetry since 15:40 UTC"],
    ["reports alone", "Users report trouble with chat and feed since 15:40 UTC; telemetry shows none"],
    [
      "a source that is silent, and one that sees failures alone",
      "Nothing comes from probe-eu, and probe-us alone sees failures everywhere since 15:40 UTC",
    ],
    ["blind", "No telemetry comes since 15:40 UTC: nothing can be said"],
    [
      "resolved, of several",
      "chat, feed and 4 more got hardly any traffic from 15:40 to 21:05 UTC (5 h 25 min); shared: almost certainly backbone",
    ],
    ["superseded", "Part of a larger incident: chat failed from 15:40 UTC on"],
    ["taken back by late telemetry", "Taken back: chat failed from 15:40 UTC on"],
  ])("%s", (told, expected) => {
    expect(title(told)).toBe(expected);
  });
});

describe("the summary is two sentences: the failure and its extent, then what is shared, how surely, and what is not known", () => {
  test("of several by a component: who, how many, what is lost, and the odds in words", () => {
    expect(summary("simultaneous, by a component")).toBe(
      "Since 15:40 UTC on 4 October 2021, 6 of 9 known services (chat, feed, mail and 3 more) get hardly any traffic: " +
        "no more than 0.3 % of the expected requests come; so far about 2.3 million requests did not come and 810 more reports than usual came. " +
        "What they share is almost certainly backbone (about 8,100 to 1 against something that reaches across all services).",
    );
  });

  test("where it is open what is shared it says so, and what is missing of the telemetry", () => {
    expect(summary("simultaneous, open which component")).toMatch(
      /It is open what they share: backbone or sign-in, none of them clearly likelier; only 72 % of the expected telemetry is there, so more may fail than is seen\.$/u,
    );
  });

  test("where nothing is shared it says so", () => {
    expect(summary("simultaneous, independent failures")).toMatch(
      /\. No component explains it better than failures of their own that come together\.$/u,
    );
  });

  test("who works, who is blamed and of whom nothing is known", () => {
    expect(summary("slow, with services that work, of which nothing is known, and that are blamed")).toMatch(
      /are slow: messages take up to 8 times as long as usual\. .*; maps of the same component does not fail; users complain about news too, of which telemetry shows no failure; nothing recent is known of push\.$/u,
    );
  });

  test("a surge before the errors is told, and no cause", () => {
    const told = summary("overload before errors");
    expect(told).toContain("requests to chat rose to 5.1 times the usual before errors began");
    expect(told).not.toMatch(/attack|bug|human/iu);
  });

  test("what is silent may work", () => {
    expect(summary("no telemetry of a service")).toContain("whether it works all the same is not known");
  });

  test("reports alone are a suspicion", () => {
    expect(summary("reports alone")).toBe(
      "Since 15:40 UTC on 4 October 2021, users report trouble with chat and feed: 240 more reports than usual. " +
        "Telemetry shows no failure of them, so this is a suspicion and may be a failure that it does not see.",
    );
  });

  test("a source at fault, and blindness, say nothing of services", () => {
    expect(summary("a source that is silent, and one that sees failures alone")).toContain(
      "What they observe may be well",
    );
    expect(summary("blind")).toContain("the services may work, or all of them may fail");
  });

  test("what is over is told with its duration, also over midnight", () => {
    expect(summary("resolved, isolated, over midnight")).toBe(
      "From 15:40 UTC on 4 October 2021 to 00:10 UTC on 5 October 2021 (8 h 30 min), chat failed: " +
        "up to 45 % of requests failed where 0.1 % were usual; about 12,000 requests failed. No other service failed with it.",
    );
  });

  test("what is taken back says why", () => {
    expect(summary("superseded")).toContain("is told there, as incident fedcba9876543210");
    expect(summary("taken back by late telemetry")).toContain(
      "Telemetry that came late shows that it did not fail then",
    );
  });

  test("who has recovered while others fail still is counted", () => {
    const { services } = toldAlerts["simultaneous, by a component"]!;
    const [first, ...rest] = services;
    const recovered = { ...first!, recoveredAt: "2021-10-04T16:00:00.000Z" };
    expect(
      words({ ...toldAlerts["simultaneous, by a component"]!, services: [recovered, ...rest] }).summary,
    ).toContain("1 of them has recovered");
  });

  test.each(Object.keys(toldAlerts))("has no word of nats, and ends with a full stop: %s", (told) => {
    expect(summary(told)).not.toMatch(/nats|NaN|undefined|null/u);
    expect(summary(told)).toMatch(/^[^a-z].*\. [^a-z].*\.$/u);
  });
});

describe("words are safe for every sink", () => {
  const text = fc.string({ unit: "binary", minLength: 1, maxLength: 300 });
  const hostile = fc.oneof(
    text,
    fc.constantFrom(
      "<script>",
      "a`b",
      "*x*",
      "\u202eevil",
      "[l](javascript:x)",
      "n\nl",
      "x".repeat(256),
      "\ud800",
    ),
  );

  test("no control character, no line break and no markup, and never too long, whatever services are called", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(toldAlerts)),
        fc.array(hostile, { minLength: 1, maxLength: 6 }),
        (told, names) => {
          const { services, sources, component, ...data } = toldAlerts[told]!;
          const named = services.map((one, at) => ({ ...one, service: names[at % names.length]! }));
          const said = words({
            ...data,
            services: named,
            ...(sources === undefined ? {} : { sources: names }),
            component: component === null ? null : { ...component, name: names[0]! },
          });
          for (const line of [said.title, said.summary]) {
            expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>`*|\\[\]{}~^$"]/u);
            expect(line.isWellFormed()).toBe(true);
          }
          expect(said.title.length).toBeLessThanOrEqual(120);
          expect(said.summary.length).toBeLessThanOrEqual(800);
        },
      ),
    );
  });

  test("alerts of before 0.3.0, without shape and impact, have words too", () => {
    const { shape, impact, ...old } = toldAlerts["isolated"]!;
    expect(words(old).summary).toBe(
      "Since 15:40 UTC on 4 October 2021, chat fails: up to 45 % of requests fail where 0.1 % are usual. No other service is known to fail with it.",
    );
    expect(shape).toBeDefined();
    expect(impact).toBeDefined();
  });

  test("without signals nothing is made up", () => {
    expect(words(toldOf({ services: [serviceOf("chat")] })).summary).toMatch(
      /chat fails: so far about 12,000 requests failed\. /u,
    );
  });
});

describe("numbers in words", () => {
  test.each([
    [0, "0"],
    [99.4, "99"],
    [12_345, "12,000"],
    [999_999, "1 million"],
    [1_240_000, "1.2 million"],
    [3.4e9, "3.4 billion"],
  ])("%d is %s", (count, expected) => expect(countWords(count)).toBe(expected));

  test.each([
    [0, "0 %"],
    [0.0002, "0.02 %"],
    [0.007, "0.7 %"],
    [0.0456, "4.6 %"],
    [0.998, "more than 99 %"],
    [1, "100 %"],
    [1e-7, "less than 0.001 %"],
  ])("a share of %d is %s", (share, expected) => expect(shareWords(share)).toBe(expected));

  test.each([
    [1.4, "perhaps (1.4 to 1)"],
    [3, "likely (3 to 1)"],
    [420, "very likely (about 420 to 1)"],
    [8123, "almost certainly (about 8,100 to 1)"],
    [1e6, "almost certainly (more than a million to 1)"],
  ])("odds of %d are %s", (odds, expected) => expect(oddsWords(odds)).toBe(expected));

  test("ratios", () => {
    expect([2.54, 12.4, 5000].map(timesWords)).toEqual(["2.5", "12", "more than 1,000"]);
  });

  test("times", () => {
    const [from, to] = ["2021-10-04T15:40:20.000Z", "2021-10-06T18:40:20.000Z"];
    expect(momentOf(from)).toBe("15:40:20 UTC on 4 October 2021");
    expect(spanOf(from, to)).toBe("from 15:40:20 UTC on 4 October 2021 to 18:40:20 UTC on 6 October 2021");
    expect(durationOf(from, to)).toBe("2 days 3 h");
    expect(durationOf(from, "2021-10-04T15:41:00.000Z")).toBe("40 s");
    expect(durationOf(from, "+012021-10-04T15:41:00.000Z")).toBe("long");
  });
});
