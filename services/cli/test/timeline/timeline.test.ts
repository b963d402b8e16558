import { type AlertEvent, Doubt } from "@tocsin/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { layOut } from "../../src/terminal/layout.ts";
import type { Story } from "../../src/timeline/story.ts";
import { timeline } from "../../src/timeline/timeline.ts";
import { signal } from "../../../../packages/report/test/support/alerts.ts";
import { alert, at, member, other } from "../support/alerts.ts";
import { story } from "../support/story.ts";

const lines = (told: Story, width = 80): readonly string[] =>
  layOut(timeline(told), width).map((line) => line.map(({ text }) => text).join(""));

/** The text without its line breaks, so that a test does not depend on where a line ends. */
const text = (told: Story): string => lines(told, 100_000).join("\n");

const outage: readonly AlertEvent[] = [
  alert(),
  alert({
    time: at("15:45:30"),
    revision: 2,
    reason: "members-changed",
    services: [
      member("facebook", "15:40"),
      member("instagram", "15:40"),
      member("whatsapp", "15:41"),
      member("oculus", "15:43"),
      other("workplace", "notFailing"),
      other("telegram", "collateral"),
    ],
    component: { name: "backbone", odds: 1e6, runnerUp: { name: "media-cdn", odds: 1 } },
  }),
  alert({
    time: at("21:15"),
    revision: 3,
    status: "resolved",
    reason: "recovered",
    resolvedAt: at("21:15"),
    services: [
      member("facebook", "15:40", { recoveredAt: at("21:05") }),
      member("instagram", "15:40", { recoveredAt: at("21:05") }),
      member("whatsapp", "15:41", { recoveredAt: at("20:50") }),
      member("oculus", "15:43", { recoveredAt: at("21:04") }),
      other("workplace", "notFailing"),
      other("telegram", "collateral"),
    ],
    component: { name: "backbone", odds: 1e6, runnerUp: { name: "media-cdn", odds: 1 } },
  }),
];

test("the answer stands first: what the newest alert says, in its own words", () => {
  const title = "facebook, instagram, whatsapp and oculus failed together";
  const summary = "That was from 15:40 to 21:15. What they share is backbone.";
  const told = outage.map((event, index) =>
    index === 2 ? { ...event, data: { ...event.data, title, summary } } : event,
  );
  expect(text(story(told)).split("\n").slice(0, 3)).toEqual([title, summary, ""]);
});

test("an incident that was not over is told as such at the recording's end, not at its last alert", () => {
  const told = lines(story([alert()]), 100_000);
  expect(told.find((line) => line.includes("Not over when the recording ended"))).toMatch(/^ +00:00 /);
});

test("events are told in the order in which they happened, and what was known when", () => {
  const announced = { ...outage[0]!, data: { ...outage[0]!.data, title: "three fail together" } };
  const told = lines(story([announced, ...outage.slice(1)]), 100_000);
  const order = [
    "15:40     Facebook begins to fail: errors 60 % (0.4 % expected)",
    "15:40     instagram begins to fail",
    "15:41     whatsapp begins to fail",
    "15:42:30  Known, 2 min 30 s after the onset: three fail together",
    "15:43     oculus begins to fail",
    "15:45:30  found to fail too: oculus",
    "20:50     whatsapp works again",
    "21:04     oculus works again",
    "21:05     Facebook and instagram work again",
    "21:15     Over",
  ];
  const places = order.map((entry) => told.findIndex((line) => line.startsWith(`  ${entry}`)));
  expect(
    places.every((place) => place >= 0),
    JSON.stringify(told, null, 1),
  ).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("who works inside the component, and who is only complained about, is said", () => {
  expect(text(story(outage))).toContain("Part of backbone, but not failing: workplace");
  expect(text(story(outage))).toContain("Not affected, though people complain or come over: telegram");
});

test("an incident that is still open is not said to be over", () => {
  const told = text(story(outage.slice(0, 2)));
  expect(told).toContain("It was not over when the recording ended.");
  expect(told).not.toContain("Over:");
});

test("a course that passes midnight names the new day", () => {
  const late = alert({
    revision: 2,
    status: "resolved",
    time: "2021-10-05T00:10:00Z",
    resolvedAt: "2021-10-05T00:10:00Z",
  });
  const told = lines(story([alert(), late]));
  expect(told.indexOf("  2021-10-05")).toBe(told.findIndex((line) => line.includes("Over:")) - 1);
});

test("isolated incidents that proved part of it are its first signs, and told nowhere else", () => {
  const first = alert({
    scope: "isolated",
    services: [member("facebook", "15:40")],
    component: null,
    time: at("15:41:30"),
  });
  const another = alert({
    incident: "b2",
    scope: "isolated",
    services: [member("whatsapp", "15:40")],
    time: at("15:41:30"),
  });
  const wider = alert({
    title: "three fail together",
    revision: 2,
    time: at("15:44:30"),
    reason: "scope-widened",
    supersedes: ["b2"],
  });
  const retracted = alert({
    ...another.data,
    revision: 2,
    status: "retracted",
    supersededBy: "c0ffee",
    time: at("15:44:30"),
  });
  const told = text(story([first, another, wider, retracted]));
  expect(told).toContain("15:41:30  Noticed, each by itself as yet: Facebook and whatsapp");
  expect(told).toContain("15:44:30  Known, 4 min 30 s after the onset: three fail together");
  expect(told).not.toContain("isolated incident");
  expect(told).not.toContain("taken back");
});

test("an incident that late telemetry took back is told in words: who was said to fail, from when until when", () => {
  const services = [member("whatsapp", "15:40")];
  const retracted = alert({
    services,
    revision: 2,
    status: "retracted",
    reason: "late-data",
    time: at("15:59:30"),
  });
  const told = text(story([alert({ services, onset: at("15:40") }), retracted]));
  expect(told).toContain("1 incident was taken back: telemetry that came late showed otherwise.");
  expect(told).toContain("whatsapp had been said to fail since 15:40, until 15:59:30.");
});

test("isolated incidents are a row each, and a merged one is told only once", () => {
  const alone = alert({
    incident: "a1",
    scope: "isolated",
    component: null,
    services: [member("whatsapp", "03:10")],
  });
  const isolated = { ...alone, data: { ...alone.data, onset: at("03:10"), detectedAt: at("03:13") } };
  const over = {
    ...isolated,
    data: {
      ...isolated.data,
      revision: 2,
      status: "resolved",
      severity: "error",
      title: "whatsapp failed for 28 min",
      resolvedAt: at("03:38"),
    } as const,
  };
  const merged = alert({ incident: "b2", scope: "isolated", status: "retracted", supersededBy: "c0ffee" });
  const told = text(story([isolated, over, ...outage, merged]));
  expect(told).toContain("1 isolated incident, one service each (UTC)");
  expect(told).toContain("  2021-10-04 whatsapp failed for 28 min (error)");
  expect(told).not.toContain("taken back");
});

test("of very many isolated incidents the loudest are shown, in order of time, and the rest counted", () => {
  const many = Array.from({ length: 30 }, (_, index) => {
    const clock = `03:${String(index).padStart(2, "0")}`;
    const evidence = { logEvidence: index, threshold: 11.77, withoutReports: index, falseAlarmsPer90Days: 1 };
    return alert({
      incident: `i${index}`,
      title: `${clock} it failed`,
      scope: "isolated",
      onset: at(clock),
      detectedAt: at(clock),
      evidence,
    });
  });
  const told = lines(story(many));
  const rows = told.filter((line) => line.startsWith("  2021-10-04 03:"));
  expect(rows).toHaveLength(20);
  expect(rows[0]).toContain("03:10");
  expect(rows).toEqual(rows.toSorted());
  expect(told.join(" ")).toContain("and 10 more with less evidence");
});

test("the fault of an observer is never told as a failure of services", () => {
  const summary = "The services may be well. Nothing is known of what it alone watches.";
  const source = alert({
    summary,
    scope: "source",
    sources: ["pingdom"],
    services: [],
    component: null,
  });
  const told = text(story([source]));
  expect(told.startsWith("No services failed together.")).toBe(true);
  expect(told).toContain("The observer failed, not the services");
  expect(told).toContain(`  ${summary} (critical)`);
});

test("silence of all input and complaints are told in the words of their alerts", () => {
  const blind = alert({
    incident: "b",
    summary: "Nothing came for 12 min.",
    scope: "blind",
    services: [],
    component: null,
    status: "resolved",
    resolvedAt: at("15:52"),
  });
  const reports = alert({
    incident: "r",
    summary: "There is no telemetry of it.",
    scope: "reports-only",
    severity: "warning",
    services: [other("telegram", "suspected")],
    component: null,
  });
  const told = text(story([blind, reports]));
  expect(told).toContain("  Nothing came for 12 min. (critical)");
  expect(told).toContain("People complained");
  expect(told).toContain("  There is no telemetry of it. (warning)");
});

test("a quiet recording says how much was looked at", () => {
  expect(text(story([]))).toBe(
    "No services failed together.\nLooked at 15 d of 12 services, 777,600 readings, from 2021-09-20 00:00 to 2021-10-05 00:00 UTC.",
  );
});

test("a recording without a single reading is not called quiet", () => {
  const told = text(story([], { covered: null, readings: 0, services: 0 }));
  expect(told).toBe("There is nothing to judge: no reading was accepted.");
});

test("refusals are counted by code, most first, each with what to do", () => {
  const told = text(story([], { rejectedByCode: { late: 34, "value-schema": 12_000 } }));
  expect(told).toContain("12,034 refusals in the input");
  expect(told.indexOf("12,000 value-schema. A field is missing")).toBeLessThan(
    told.indexOf("34 late. The reading came"),
  );
});

test("fields that readings count without are told with the first place, and are no refusals", () => {
  const droppedFields = { p95Ms: { count: 1200, file: "a.jsonl", line: 7 } };
  const told = text(story([], { droppedFields }));
  expect(told).toContain("Left out (field-dropped): p95Ms of 1,200 readings, first at a.jsonl:7. A field");
  expect(told).not.toContain("refusal");
});

test("the score says found and missed, delays, errors of onset, component and members, and false alarms", () => {
  const found = {
    id: "2021-10-04",
    found: true,
    incident: "c0ffee",
    scopeRight: true,
    delayMs: 150_000,
    onsetErrorMs: -60_000,
    component: "backbone",
    componentRight: true,
    precision: 1,
    recall: 5 / 6,
    innocentBlamed: [],
  };
  const missed = {
    ...found,
    id: "blip",
    found: false,
    incident: null,
    delayMs: null,
    onsetErrorMs: null,
    precision: null,
    recall: 0,
  };
  const score = { incidents: [found, missed], quietDays: 14, falseAlarms: 1, falseAlarmsPer90Days: 90 / 14 };
  const told = text(story(outage, { score, labelsOutside: 1 }));
  expect(told).toContain(
    "2021-10-04: found, 2 min 30 s after the true onset; onset 1 min too early; component backbone right; members: precision 100 %, recall 83 %",
  );
  expect(told).toContain("blip: missed");
  expect(told).toContain("1 label lies outside of the recording");
  expect(told).toContain("1 false simultaneous alarm in 14 d of quiet: 6.4 per 90 days");
});

test("no line is wider than asked, unless one word is", () => {
  const wide = alert({
    services: [member("facebook", "15:40", { signals: [signal({ operation: "x".repeat(70) })] })],
  });
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 120 }), (width) => {
      for (const line of lines(story([...outage, wide]), width)) {
        const longWord = line
          .trim()
          .split(" ")
          .some((word) => word.length > 60);
        if (!longWord) expect(line.length, line).toBeLessThanOrEqual(width);
      }
    }),
  );
});

test("a display name cannot smuggle control sequences into the terminal", () => {
  const topology = { services: { facebook: { displayName: "\u001b[31mred\u0007" } }, components: {} };
  expect(text(story(outage, { topology }))).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

const doubt: fc.Arbitrary<Doubt> = fc.constantFrom(...Doubt.options);
const refused: Story["refused"] = {
  refused: 540,
  of: 1080,
  share: 0.5,
  limit: 0.05,
  services: ["facebook", "b", "c", "d", "e", "f"].map((service) => ({
    service,
    refused: 90,
    of: 90,
    share: 1,
    byCode: { late: 90 },
  })),
  servicesLeftOut: 3,
  ofUnknownService: 12,
  overLimit: ["facebook"],
};

test("what was refused stands before the answer, with the services that it touched", () => {
  expect(text(story([], { refused })).split("\n")).toEqual([
    "540 of 1,080 lines (50 %) were refused: Facebook 90 of 90, b 90 of 90, c 90 of 90, d 90 of 90, e 90 of 90, 4 more services and 12 of an unknown service.",
    expect.stringContaining("No services failed together."),
    expect.stringContaining("Looked at"),
  ]);
});

test("whatever is in doubt, nothing is said not to have failed, and the reason is told", () => {
  const reports = alert({
    scope: "reports-only",
    services: [other("telegram", "suspected")],
    component: null,
  });
  const source = alert({ incident: "s", scope: "source", sources: ["pingdom"], services: [] });
  const events = fc.subarray([reports, source, ...outage]);
  fc.assert(
    fc.property(fc.uniqueArray(doubt, { minLength: 1 }), events, (doubts, told) => {
      const words = text(story(told, { doubts, refused }));
      // What telemetry shows of those that people complain about is the alert's own word, and it knows how much is missing.
      expect(words).not.toMatch(/No services? failed/i);
      expect(words).toMatch(/Whether (services failed together|others failed too) cannot be said\. \w/);
    }),
  );
});

test("an incident that looks over is told since when, and that the recording ended too early to be sure", () => {
  const quiet = new Map([["c0ffee", { sinceMs: Date.parse(at("16:05")), neededMs: 600_000 }]]);
  const told = text(story([alert()], { quiet }));
  expect(told).toContain(
    "It looks over since 16:05, but the recording ended before 10 min of that had passed.",
  );
  expect(told).toContain("  16:05     Nothing speaks for the failure any more");
  expect(told).toContain("Not over yet when the recording ended: that takes 10 min");
  expect(told).not.toContain("was not over");
  const alone = alert({ scope: "isolated", services: [member("whatsapp", "15:40")], component: null });
  expect(text(story([alone], { quiet }))).toContain("are usual (critical, not over, but quiet since 16:05)");
});

test("a higher lateness is advised only for readings that it would have taken", () => {
  const late = {
    reachable: { lines: 0, mostMs: 0 },
    unreachable: 3,
    behind: { lines: 2, services: ["telegram"], ahead: ["whatsapp", "signal"] },
  };
  const told = text(story([], { rejectedByCode: { late: 5 }, late }));
  expect(told).not.toContain("allowedLatenessMs");
  expect(told).toContain("3 readings came more than an hour after the window had ended");
  expect(told).toContain(
    "2 readings, such as of telegram, came in time by their own timestamps, but the clock of whatsapp and signal was ahead",
  );
  const reachable = { ...late, unreachable: 0, reachable: { lines: 1, mostMs: 90_000 } };
  expect(text(story([], { rejectedByCode: { late: 3 }, late: reachable }))).toContain(
    "1 reading came up to 1 min 30 s after the window had ended: allowedLatenessMs of 90000 or more takes it.",
  );
});
