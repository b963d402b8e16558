import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generateTelemetry, loadWithdrawnScenario, scenarioServices, scenarioWorld } from "@tocsin/scenarios";
import { outagesFolder } from "../src/index.ts";
import { ofUnit, parseRecording, sum } from "../../scenarios/test/readings.ts";

const minuteMs = 60_000;
const scenario = loadWithdrawnScenario(join(outagesFolder, "2021-10-04.yaml"));
const { outage, heldAgainst, roles } = scenario;

const from = Date.parse("2021-10-04T14:40:00Z");
const to = Date.parse("2021-10-05T01:00:00Z");
const world = { ...scenarioWorld(scenario), from, to };
const recording = parseRecording(generateTelemetry(world));
/** The same hours and the same chance, had nothing happened. */
const undisturbed = parseRecording(generateTelemetry({ ...world, influences: [] }));

const at = (time: string): number => Date.parse(`2021-10-04T${time}:00Z`);
const within = (start: number, end: number) => (reading: { readonly ts: number | string }) =>
  Number(reading.ts) >= start && Number(reading.ts) < end;
const height = within(at("15:45"), at("20:45"));
const messaging = roles.members.filter((name) => scenario.normal.messagesPerMinute[name] !== undefined);

type Recording = typeof recording;
const requestsOf = (from: Recording, service: string, when: (reading: { ts: number | string }) => boolean) =>
  sum(
    ofUnit(from.errors, service)
      .filter(when)
      .map(({ requests }) => requests),
  );
const errorRatioOf = (from: Recording, unit: string, when: (reading: { ts: number | string }) => boolean) => {
  const readings = ofUnit(from.errors, unit).filter(when);
  return sum(readings.map(({ errors }) => errors)) / sum(readings.map(({ requests }) => requests));
};
const reportsOf = (service: string, when: (reading: { ts: number | string }) => boolean) =>
  sum(
    ofUnit(recording.reports, service)
      .filter(when)
      .map(({ reports }) => reports),
  );

/** First minute in which less than half the requests of the undisturbed world came. */
function fallOf(service: string): number {
  const usual = ofUnit(undisturbed.errors, service);
  const fallen = ofUnit(recording.errors, service).find(
    ({ requests }, index) => requests < (usual[index]?.requests ?? 0) / 2,
  );
  return Number(fallen?.ts);
}

describe("members of the outage", () => {
  test("fall off the cliff in the minutes 15:40 to 15:42, the first of them at 15:40", () => {
    const falls = roles.members.map(fallOf);
    expect(Math.min(...falls)).toBe(at("15:40"));
    expect(Math.max(...falls)).toBeLessThanOrEqual(at("15:42"));
    expect(Math.min(...falls) - heldAgainst.trafficStartsToFall).toBeLessThanOrEqual(minuteMs);
    expect(Math.max(...falls)).toBeLessThan(heldAgainst.knownElsewhere);
  });

  test("keep about 2 % of their traffic, nearly all of which fails", () => {
    for (const service of roles.members) {
      const kept = requestsOf(recording, service, height) / requestsOf(undisturbed, service, height);
      expect(kept, service).toBeGreaterThan(0.015);
      expect(kept, service).toBeLessThan(0.025);
      expect(errorRatioOf(recording, service, height), service).toBeGreaterThan(0.8);
    }
  });

  test("pile up undelivered messages, the oldest of which grows older by a minute every minute", () => {
    for (const service of messaging) {
      const readings = ofUnit(recording.deliveries, service).filter(height);
      const oldest = readings.map((reading) => reading.oldestUndeliveredMs ?? 0);
      const waiting = readings.map((reading) => reading.undelivered ?? 0);
      expect(oldest[0], service).toBeGreaterThan(3 * minuteMs);
      oldest.slice(1).forEach((age, index) => expect(age - (oldest[index] ?? 0)).toBe(minuteMs));
      expect(waiting.at(-1), service).toBeGreaterThan(4 * (waiting[0] ?? 0));
    }
  });

  test("keep sending telemetry while nothing else works", () => {
    for (const service of roles.members)
      expect(ofUnit(recording.errors, service).filter(height)).toHaveLength(300);
  });

  test("return between 21:05 and 22:45 and are as before at 23:15", () => {
    const back = within(at("23:15"), at("23:59"));
    for (const service of roles.members) {
      const half = within(at("21:50"), at("22:00"));
      const share = requestsOf(recording, service, half) / requestsOf(undisturbed, service, half);
      expect(share, service).toBeGreaterThan(0.3);
      expect(share, service).toBeLessThan(0.7);
      const usual = errorRatioOf(undisturbed, service, back);
      expect(errorRatioOf(recording, service, back) / usual, service).toBeLessThan(1.5);
    }
    for (const service of messaging)
      for (const reading of ofUnit(recording.deliveries, service).filter(back))
        expect(reading.oldestUndeliveredMs ?? 0, service).toBeLessThan(minuteMs);
  });
});

describe("user reports", () => {
  test("of the members are up by the published minute, at hundreds a minute for the largest", () => {
    expect(reportsOf("facebook", within(from, outage.onset)) / 60).toBeLessThan(10);
    expect(reportsOf("facebook", within(heldAgainst.reportsFrom, at("15:46")))).toBeGreaterThan(100);
  });

  test("add up to the published total from which their decay was derived, within a fifth", () => {
    const counted = Object.keys(outage.reports.publishedPeaks);
    const total = sum(counted.map((service) => reportsOf(service, within(outage.onset, outage.end))));
    expect(total / heldAgainst.reportsInCountryOfCounters).toBeGreaterThan(0.8);
    expect(total / heldAgainst.reportsInCountryOfCounters).toBeLessThan(1.2);
  });

  test("reach the published peak counters in their highest quarter of an hour, within a quarter", () => {
    for (const [service, counter] of Object.entries(outage.reports.publishedPeaks)) {
      const highest = reportsOf(service, within(at("15:52"), at("16:07")));
      expect(highest / counter, service).toBeGreaterThan(0.75);
      expect(highest / counter, service).toBeLessThan(1.05);
    }
  });
});

describe("services that share nothing with the members", () => {
  const everyoneElse = scenarioServices(scenario).filter((name) => !roles.members.includes(name));

  test("fail no more than they would have", () => {
    const during = within(outage.onset, outage.end);
    for (const service of everyoneElse) {
      const change = errorRatioOf(recording, service, during) / errorRatioOf(undisturbed, service, during);
      expect(change, service).toBeGreaterThan(0.9);
      expect(change, service).toBeLessThan(1.1);
    }
  });

  test("as refuges see 11 to 23 % more traffic and at least twice the complaints", () => {
    const full = within(at("17:00"), at("22:00"));
    for (const service of roles.refuges) {
      const rise = requestsOf(recording, service, full) / requestsOf(undisturbed, service, full) - 1;
      expect(rise, service).toBeGreaterThan(0.1);
      expect(rise, service).toBeLessThan(0.24);
      const complaints = sum(
        ofUnit(undisturbed.reports, service)
          .filter(full)
          .map(({ reports }) => reports),
      );
      expect(reportsOf(service, full) / complaints, service).toBeGreaterThan(1.7);
    }
  });

  test("as blamed carriers see many more reports and not one other number changed", () => {
    for (const service of roles.blamed) {
      expect(ofUnit(recording.errors, service)).toEqual(ofUnit(undisturbed.errors, service));
      expect(reportsOf(service, within(at("16:00"), at("17:00"))) / 60, service).toBeGreaterThan(30);
    }
  });
});
