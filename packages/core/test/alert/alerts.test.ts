import { expect, test } from "vitest";
import { createAlerts } from "../../src/alert/index.ts";
import type { Incident, Transition } from "../../src/incident/index.ts";
import { evidenceOf } from "../support/evidence-of.ts";
import { incidentOf, now } from "../support/verdicts.ts";

const context = {
  environment: "test",
  windowMs: 60_000,
  allowedLatenessMs: 30_000,
  falseAlarmsPer90Days: 1,
  detectorVersion: "9.9.9",
  configHash: "0".repeat(64),
  topology: null,
};
const ant = incidentOf("isolated", { members: ["ant"] });
const ended: Incident = { ...ant, state: "resolved", revision: 2 };
const transitionOf = (incident: Incident): Transition => ({
  incident,
  input: "revise",
  window: now,
  reason: "members-changed",
});
/** Evidence in which the errors of ant show so much. */
const showing = (nats: number, completeness = 1) =>
  evidenceOf({
    series: [
      { entity: "ant", nats: [nats] },
      { entity: "bee", nats: [5] },
    ],
    completeness,
  });

type Alerts = ReturnType<typeof createAlerts>;
const natsOf = (alerts: Alerts, incident: Incident, nats: number): readonly (number | undefined)[] =>
  alerts
    .emit([transitionOf(incident)], showing(nats), [])
    .flatMap(({ data }) => data.services.map(({ signals }) => signals[0]?.evidenceNats));

test("of each service the clearest signals so far are named, also when its evidence is gone", () => {
  const alerts = createAlerts(context);
  const [clear] = natsOf(alerts, ant, 8);
  expect(clear).toBeGreaterThan(6);
  expect(natsOf(alerts, ant, 3)).toEqual([clear]);
  expect(natsOf(alerts, ended, 0)).toEqual([clear]);
});

test("clearer ones take their place", () => {
  const alerts = createAlerts(context);
  const [before] = natsOf(alerts, ant, 5);
  expect(natsOf(alerts, ant, 8)[0]).toBeGreaterThan(before!);
});

test("an incident that is over is forgotten, and another of the same service begins anew", () => {
  const alerts = createAlerts(context);
  natsOf(alerts, ant, 8);
  expect(alerts.snapshot().signals).toHaveLength(1);
  natsOf(alerts, ended, 0);
  expect(alerts.snapshot().signals).toEqual([]);
  expect(natsOf(alerts, { ...ant, id: "another" }, 0)).toEqual([undefined]);
});

test("who is complained about without cause has signals too, who works has none", () => {
  const together = incidentOf("simultaneous", { members: ["ant"], collateral: ["bee"], notFailing: ["cat"] });
  const [event] = createAlerts(context).emit([transitionOf(together)], showing(8), []);
  expect(event?.data.services.map(({ role, signals }) => [role, signals.length])).toEqual([
    ["member", 1],
    ["notFailing", 0],
    ["collateral", 1],
  ]);
});

test("[10] it goes on from a snapshot as if it had not been cut", () => {
  const alerts = createAlerts(context);
  natsOf(alerts, ant, 8);
  const resumed = createAlerts(context, structuredClone(alerts.snapshot()));
  expect(natsOf(resumed, ended, 0)).toEqual(natsOf(alerts, ended, 0));
  expect(resumed.snapshot()).toEqual(alerts.snapshot());
});

test("told to forget, it is as if no incident were open", () => {
  const alerts = createAlerts(context);
  natsOf(alerts, ant, 8);
  alerts.forget();
  expect(alerts.snapshot().signals).toEqual([]);
  expect(natsOf(alerts, ended, 0)).toEqual([undefined]);
});

test("each transition is one alert, in order, with the completeness of the window", () => {
  const transitions = [ant, incidentOf("isolated", { members: ["bee"] })].map(transitionOf);
  const events = createAlerts(context).emit(transitions, showing(8, 0.75), []);
  expect(events.map(({ data }) => [data.incident, data.completeness])).toEqual([
    ["isolated ant", 0.75],
    ["isolated bee", 0.75],
  ]);
});
