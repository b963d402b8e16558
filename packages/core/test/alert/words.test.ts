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
    ["isolated", "chat failing since 15:40 UTC: up to 45 % of requests fail where 0.1 % are usual"],
    [
      "isolated, of no consequence",
      "chat failing in part since 15:40 UTC: up to 0.7 % of requests fail where 0.1 % are usual",
    ],
    [
      "simultaneous, by a component",
      "chat, feed and 4 more getting hardly any traffic since 15:40 UTC; shared: almost certainly backbone",
    ],
    [
      "simultaneous, open which component",
      "chat, feed and 4 more getting hardly any traffic since 15:40 UTC; shared: backbone or sign-in, open which",
    ],
    ["simultaneous, independent failures", "chat and feed getting hardly any traffic since 15:40 UTC"],
    [
      "simultaneous, across all services",
      "chat, feed and 4 more getting hardly any traffic since 15:40 UTC; shared: likely something across all services",
    ],
    [
      "overload before errors",
      "chat failing after a surge of requests since 15:40 UTC: up to 45 % of requests fail where 0.1 % are usual",
    ],
    [
      "messages that are not delivered",
      "chat failing to deliver messages since 15:40 UTC: up to 60 % of messages are not delivered where 0.4 % are usual",
    ],
    ["no telemetry of a service", "chat sending no telemetry since 15:40 UTC"],
    ["reports alone", "Users reporting trouble with chat and feed since 15:40 UTC; telemetry shows none"],
    [
      "a source that is silent, and one that sees failures alone",
      "Nothing from probe-eu, and probe-us alone seeing failures everywhere since 15:40 UTC",
    ],
    ["blind", "No telemetry since 15:40 UTC: nothing can be said of any service"],
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
      "Since 15:40 UTC on 4 October 2021, 6 of 9 known services (chat, feed, mail and 3 more) have been getting hardly any traffic: " +
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
      /have been delivering slowly: messages take up to 8 times as long as usual\. .*; maps of the same component does not fail; users complain about news too, of which telemetry shows no failure; nothing recent is known of push\.$/u,
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
      "Since 15:40 UTC on 4 October 2021, users have been reporting trouble with chat and feed: 240 more reports than usual. " +
        "Telemetry shows no failure of them, so this is a suspicion and may be a failure that it does not see.",
    );
  });

  test("of those without telemetry it says so, and not that telemetry shows no failure", () => {
    const data = toldAlerts["reports alone"]!;
    const [chat, feed] = data.services;
    const none = { ...data, services: data.services.map((one) => ({ ...one, unmeasured: true as const })) };
    expect(words(none).title).toBe(
      "Users reporting trouble with chat and feed since 15:40 UTC; there is no telemetry of them",
    );
    expect(words(none).summary).toMatch(
      /\. There is no telemetry of them, so whether they fail is not known\.$/u,
    );
    const some = { ...data, services: [{ ...chat!, unmeasured: true as const }, feed!] };
    expect(words(some).title).toMatch(/; telemetry of some is missing$/u);
    expect(words(some).summary).toMatch(
      /Telemetry shows no failure of feed, .*; there is no telemetry of chat\.$/u,
    );
    const blamed = {
      ...serviceOf("news"),
      role: "collateral" as const,
      onset: null,
      unmeasured: true as const,
    };
    const shared = toldAlerts["simultaneous, by a component"]!;
    expect(words({ ...shared, services: [...shared.services, blamed] }).summary).toMatch(
      /users complain about news too, of which there is no telemetry\.$/u,
    );
  });

  test("where telemetry is incomplete it is not said to show no failure without a word of that", () => {
    const { title, summary: told } = words({ ...toldAlerts["reports alone"]!, completeness: 0.5 });
    expect(title).toMatch(/; telemetry is incomplete$/u);
    expect(told).toMatch(
      /What there is of telemetry shows no failure of them, .*only 50 % of the expected telemetry/u,
    );
  });

  test("only what shows it is told of what it has cost", () => {
    const data = toldAlerts["slow, with services that work, of which nothing is known, and that are blamed"]!;
    const impact = { ...data.impact!, requestsFailed: { count: 75, unit: "requests" as const } };
    expect(words({ ...data, impact }).summary).not.toContain("failed");
  });

  test("of several costs the two largest are told, and what people say", () => {
    const data = toldAlerts["simultaneous, by a component"]!;
    const shown = ["traffic", "errors", "undelivered"] as const;
    const shape = {
      ...data.shape!,
      evidence: shown.map((signal) => ({ signal, services: 6, evidenceNats: 20 })),
    };
    const impact = {
      ...data.impact!,
      requestsFailed: { count: 390_000, unit: "requests" as const },
      messagesUndelivered: { count: 18e6, unit: "messages" as const },
    };
    expect(words({ ...data, shape, impact }).summary).toContain(
      "so far about 18 million messages were not delivered, about 2.3 million requests did not come and 810 more reports than usual came",
    );
  });

  test("a title that is too long leaves out when it ended, and no half of a word", () => {
    const long = toldAlerts["resolved, of several"]!;
    const shape = { ...long.shape!, name: "overload-first" as const };
    expect(words({ ...long, shape }).title).toBe(
      "chat, feed and 4 more failed after a surge of requests for 5 h 25 min from 15:40 UTC; shared: almost certainly backbone",
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
      "Since 15:40 UTC on 4 October 2021, chat has been failing: up to 45 % of requests fail where 0.1 % are usual. No other service is known to fail with it.",
    );
    expect(shape).toBeDefined();
    expect(impact).toBeDefined();
  });

  test("without signals nothing is made up", () => {
    expect(words(toldOf({ services: [serviceOf("chat")] })).summary).toMatch(
      /chat has been failing: so far about 12,000 requests failed\. /u,
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
