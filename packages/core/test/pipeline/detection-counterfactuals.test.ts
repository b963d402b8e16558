import { expect, test } from "vitest";
import type { AlertData } from "../../src/alert/event.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { minuteMs } from "../support/synthetic-world.ts";
import { emittedOf, faultAt, hard, lastWords, tenNames, usualService } from "../support/usual-world.ts";

const at = { from: faultAt, to: faultAt + 60 };
const seeds = [1, 2, 3, 4];

const sharedOf = (disturbances: readonly Disturbance[], usual: Parameters<typeof emittedOf>[1]) =>
  lastWords(emittedOf(disturbances, usual)).find(({ scope }) => scope === "simultaneous");

/** A run with less has a common factor of its own, and so a few minutes of its own: what is not detected in time comes later. */
function expectAgreement(told: string | null, data: AlertData, found: AlertData | undefined): void {
  if (told === "not-detected") expect(found === undefined || found.detectedAt > data.detectedAt).toBe(true);
  else expect(Math.abs(Date.parse(found!.detectedAt) - Date.parse(told!))).toBeLessThan(5 * minuteMs);
}

test.each(seeds)("a run without reports finds a failure about when it is told (world %d)", (seed) => {
  const failure = { services: tenNames.slice(0, 4), ...at, errors: 2.5, latency: 1.4, reports: 4 };
  const data = sharedOf([failure], { seed })!;
  const services = tenNames.map((name) => {
    const { reports: _, ...withoutReports } = usualService(name);
    return withoutReports;
  });
  const found = sharedOf([failure], { seed, services });
  expectAgreement(data.counterfactuals!.withoutReports, data, found);
});

test.each(seeds)(
  "a run in which a service works finds the others about when it is told (world %d)",
  (seed) => {
    const of = (services: readonly string[]) =>
      sharedOf([{ services, ...at, errors: 3, latency: 1.5, reports: 3 }], { seed });
    const failing = tenNames.slice(0, 3);
    const data = of(failing)!;
    const told = data.counterfactuals!.withoutService;
    expect(told.map(({ service }) => service)).toEqual(failing);
    for (const { service, detectedAt } of told)
      expectAgreement(detectedAt, data, of(failing.filter((name) => name !== service)));
  },
);

test.each(seeds)("a hard failure of five needs neither reports nor any one of them (world %d)", (seed) => {
  const data = sharedOf([{ services: tenNames.slice(0, 5), ...at, ...hard }], { seed })!;
  const { withoutReports, withoutService, atTwiceThreshold } = data.counterfactuals!;
  const told = [withoutReports, atTwiceThreshold, ...withoutService.map(({ detectedAt }) => detectedAt)];
  expect(new Set(told)).toEqual(new Set([data.detectedAt]));
});

test("the first alert leaves open what a later one says, and the last one leaves nothing open", () => {
  const failure = { services: tenNames.slice(0, 4), ...at, errors: 2.5, latency: 1.2, reports: 8 };
  const told = emittedOf([failure], { seed: 1 })
    .filter(({ alert }) => alert.data.scope === "simultaneous")
    .map(({ alert }) => alert.data.counterfactuals!.withoutReports);
  expect(told[0]).toBe(null);
  expect(told.at(-1)).not.toBe(null);
});

test("complaints without any failure would not have been told of without reports", () => {
  const [data] = lastWords(emittedOf([{ services: tenNames, ...at, reports: 15 }], { seed: 1 }));
  expect(data?.scope).toBe("reports-only");
  expect(data?.counterfactuals?.withoutReports).toBe("not-detected");
});
