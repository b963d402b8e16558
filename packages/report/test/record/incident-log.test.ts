import { expect, test } from "vitest";
import { incidentLog, logLimits } from "../../src/record/incident-log.ts";
import { alertOf } from "../support/alerts.ts";

const onset = "2021-10-04T15:40:00Z";
const member = (service: string, recoveredAt?: string) => ({
  service,
  role: "member" as const,
  onset,
  signals: [],
  ...(recoveredAt === undefined ? {} : { recoveredAt }),
});

test("a revision tells what it added to the one before", () => {
  const log = incidentLog();
  log.addAlert(alertOf({ incident: "i", service: "a" }));
  const component = { name: "backbone", odds: 90, runnerUp: null };
  const services = [member("a", onset), member("b"), { ...member("c"), role: "collateral" as const }];
  log.addAlert(
    alertOf({ incident: "i", service: "a", scope: "simultaneous", revision: 2 }, { services, component }),
  );
  expect(log.incidents()[0]?.revisions[1]).toMatchObject({
    joined: ["b"],
    recovered: ["a"],
    collateralAdded: ["c"],
    component: "backbone",
  });
});

test("what was known when it spoke is the first event of the scope that stands", () => {
  const log = incidentLog();
  const events = [1, 2, 3].map((revision) =>
    alertOf({ incident: "i", service: "a", revision, scope: revision === 1 ? "isolated" : "simultaneous" }),
  );
  for (const event of events) log.addAlert(event);
  expect(log.incidents()[0]?.announced).toBe(events[1]);
  expect(log.incidents()[0]?.latest).toBe(events[2]);
});

test("incidents and revisions beyond the limits are counted, and the last revision is always there", () => {
  const log = incidentLog();
  for (let index = 0; index < logLimits.incidents + 3; index++) {
    log.addAlert(alertOf({ incident: `i${index}`, service: "a" }));
  }
  for (let revision = 2; revision <= logLimits.revisions + 5; revision++) {
    log.addAlert(alertOf({ incident: "i0", service: "a", revision }));
  }
  const [first] = log.incidents();
  expect(log.incidents()).toHaveLength(logLimits.incidents);
  expect(log.leftOut()).toBe(3);
  expect(first?.revisions.at(-1)?.revision).toBe(logLimits.revisions + 5);
  expect(first?.revisions.length).toBe(logLimits.revisions);
  expect(first?.revisionsLeftOut).toBe(5);
});
