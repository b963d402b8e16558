import { type AlertEvent, Doubt, type IncidentScope, type Summary } from "@tocsin/contracts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { verdictOf } from "../../src/page/verdict.ts";
import { displayNames } from "../../src/page/words.ts";
import { incidentLog } from "../../src/record/incident-log.ts";
import { alertOf } from "../support/alerts.ts";
import {
  nothingRefused,
  outageAlerts,
  outageSummary,
  outageWorld,
  topology,
} from "../support/synthetic-outage.ts";

const world = outageWorld(15);

function verdict(events: readonly AlertEvent[], change: Partial<Summary> = {}) {
  const log = incidentLog();
  for (const event of events) log.addAlert(event);
  const summary = { ...outageSummary(world, events), ...change };
  return verdictOf({ records: log.incidents(), summary, nameOf: displayNames(topology) });
}

test("one simultaneous incident speaks for itself; when it was known, and what else there was, is added", () => {
  const title = "six services failed together, almost certainly because of backbone";
  const summary = "That was for 5 h 50 min. Others worked.";
  const told = outageAlerts(world.from).map((event) =>
    event.data.scope === "simultaneous" ? { ...event, data: { ...event.data, title, summary } } : event,
  );
  const { headline, paragraphs } = verdict(told);
  expect(headline).toBe(title);
  expect(paragraphs.map((each) => each.replaceAll("\u00a0", " "))).toEqual([
    summary,
    "This was known at 15:42:30 UTC, 2 min 30 s after the onset.",
    "Besides, three service failures stayed isolated in 16 days.",
  ]);
});

test("of several simultaneous incidents each speaks for itself", () => {
  const events = ["i", "j"].map((incident) =>
    alertOf(
      { incident, service: "a", scope: "simultaneous" },
      { title: `${incident} failed`, summary: "So it was." },
    ),
  );
  const { headline, paragraphs } = verdict(events);
  expect(headline).toBe("Twice, services failed together.");
  expect(paragraphs).toEqual(["i failed. So it was.", "j failed. So it was."]);
});

test("an incident that was retracted is not part of the answer", () => {
  const retracted = [
    alertOf({ incident: "i", service: "a", scope: "simultaneous" }),
    alertOf({ incident: "i", service: "a", scope: "simultaneous", status: "retracted", revision: 2 }),
  ];
  expect(verdict(retracted).headline).toBe("No service failed.");
});

test("isolated failures are not called simultaneous, silence is not called health, and nothing is not called good", () => {
  expect(verdict([alertOf({ incident: "i", service: "a" })]).headline).toBe(
    "No services failed together; some failed alone.",
  );
  expect(verdict([alertOf({ incident: "i", service: "a", scope: "blind" })]).headline).toContain(
    "fell silent",
  );
  expect(verdict([], { from: null, to: null }).headline).toContain("nothing to judge");
});

test("whatever is in doubt, nothing is said not to have failed, and what was refused stands before the answer", () => {
  const refused = { ...nothingRefused, refused: 540, of: 1080, share: 0.5, overLimit: ["a"] };
  const scope = fc.constantFrom<IncidentScope>("isolated", "reports-only", "source", "blind", "simultaneous");
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.constantFrom(...Doubt.options), { minLength: 1 }),
      fc.uniqueArray(scope),
      (doubts, scopes) => {
        const events = scopes.map((each) => alertOf({ incident: each, service: "a", scope: each }));
        const { notice, headline, paragraphs } = verdict(events, { doubts, refused });
        expect(notice).toMatch(/^540 of 1,080 lines/);
        const words = [headline, ...paragraphs].join(" ");
        // What telemetry shows of those that people complain about is the alert's own word, and it knows how much is missing.
        expect(words).not.toMatch(/No services? failed|no service did|no failure was seen/i);
        expect(words).toMatch(/Whether (services failed together|others failed too) cannot be said\. \w/);
      },
    ),
  );
  expect(verdict([]).notice).toBeNull();
});

test("an incident that looks over when the recording ends is told with the moment", () => {
  const together = alertOf({ incident: "i", service: "a", scope: "simultaneous" });
  const { incidents } = outageSummary(world, [together]);
  const quiet = incidents.map((each) => ({ ...each, quietSince: "2021-10-04T16:05:00Z" }));
  expect(verdict([together]).paragraphs.join(" ")).toContain("It was not over when the recording ended.");
  expect(verdict([together], { incidents: quiet }).paragraphs.join(" ")).toContain(
    "It looks over since 16:05 UTC, but the recording ends before that is certain.",
  );
});

test("complaints are told in the words of their alert", () => {
  const title = "people complain about a, of which there is no telemetry";
  const summary = "There is no telemetry of it.";
  const complained = alertOf({ incident: "i", service: "a", scope: "reports-only" }, { title, summary });
  const { headline, paragraphs } = verdict([complained]);
  expect(headline).toBe("People complained; no services were found to fail together.");
  expect(paragraphs[0]).toBe(`${title}. ${summary}`);
});
