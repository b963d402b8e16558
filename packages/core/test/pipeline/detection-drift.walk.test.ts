import { expect, test } from "vitest";
import type { Disturbance } from "../support/disturbance.ts";
import { emittedOf, faultAt, hard, lastWords, tenNames } from "../support/usual-world.ts";

const members = tenNames.slice(0, 6);
const minutes = 45;
const over = faultAt + minutes;
const failure: Disturbance = { services: members, from: faultAt, to: over, ...hard };
const windows = over + 8 * 60;

/** What lasts when the failure is over: the course of a day that was not learned meanwhile, or a part of the failure. */
const left = (rest: Partial<Disturbance>): Disturbance => ({
  services: members,
  from: over,
  to: windows,
  ...rest,
});

test.each([1, 2, 3])(
  "[4] an outage is over when it is, although latency is a fifth higher after it than before (world %d)",
  (seed) => {
    const incidents = lastWords(emittedOf([failure, left({ latency: 1.2 })], { seed, windows }));
    const [incident] = incidents;
    expect([incident?.status, incident?.services.length]).toEqual(["resolved", 6]);
    expect(Date.parse(incident!.resolvedAt!) / 60_000).toBeLessThan(
      Date.parse(incident!.onset) / 60_000 + minutes + 15,
    );
    expect(incidents.length).toBe(1);
  },
);

test("[4] an outage goes on while every twentieth request still fails", () => {
  const [incident] = lastWords(
    emittedOf([failure, left({ errorShare: 0.05, to: over + 180 })], { seed: 1, windows }),
  );
  expect(Date.parse(incident!.resolvedAt!) - Date.parse(incident!.onset)).toBeGreaterThan(
    (minutes + 175) * 60_000,
  );
});

test("[4] an outage goes on while three times as many requests fail as usual", () => {
  const [incident] = lastWords(
    emittedOf([failure, left({ errors: 3, to: over + 180 })], { seed: 1, windows }),
  );
  expect(Date.parse(incident!.resolvedAt!) - Date.parse(incident!.onset)).toBeGreaterThan(
    (minutes + 170) * 60_000,
  );
});
