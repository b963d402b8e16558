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
  return verdictOf({ records: log.incidents(), summary, topology, nameOf: displayNames(topology) });
}

test("one simultaneous incident: who, since when, what they share, how sure, how long, and what else there was", () => {
  const { headline, paragraphs } = verdict(outageAlerts(world.from));
  expect(headline).toBe(
    "Six services failed together on 4 Oct 2021 at 15:40 UTC: what they share is backbone.",
  );
  const text = paragraphs.join(" ").replaceAll("\u00a0", " ");
  expect(text).toContain("facebook, instagram, whatsapp, messenger, oculus and workplace");
  expect(text).toContain("known at 15:42:30 UTC, 2 min 30 s after the onset");
  expect(text).toContain("48,210 to 1 over authentication");
  expect(text).toContain("over after 5 h 50 min");
  expect(text).toContain("Besides, three service failures stayed isolated in 16 days.");
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

test("a shared failure that no component explains says so", () => {
  const together = alertOf({ incident: "i", service: "a", scope: "simultaneous" });
  expect(verdict([together]).headline).toContain("no component of the topology explains it");
});

test("a shared failure of which it is open what is shared says between what", () => {
  const candidates = [
    { name: "backbone", odds: 1.4 },
    { name: "all", odds: 0.71 },
  ];
  const together = alertOf({ incident: "i", service: "a", scope: "simultaneous" }, { candidates });
  expect(verdict([together]).headline).toContain(
    "it is open what, backbone or something that reaches across all services (1.4 to 1)",
  );
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
        expect(words).not.toMatch(/No services? failed|no service did|shows no failure|no failure was seen/i);
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

test("telemetry shows nothing of services of which there was none", () => {
  const complained = alertOf({ incident: "i", service: "a", scope: "reports-only" });
  const { incidents } = outageSummary(world, [complained]);
  const blind = incidents.map((each) => ({ ...each, withoutTelemetry: ["a"] }));
  expect(verdict([complained]).headline).toBe("People complained, but telemetry shows no failure.");
  expect(verdict([complained], { incidents: blind }).headline).toBe(
    "People complained about services of which there was no telemetry.",
  );
});
