import { describe, expect, test } from "vitest";
import { randomStream, wholeBetween } from "../../../worlds/src/random/index.ts";
import type { Disturbance } from "../support/disturbance.ts";
import { type Emitted, opened, run } from "../support/run-detection.ts";
import { knowing } from "../support/sparse.ts";
import { worldWindows } from "../support/synthetic-world.ts";
import { faultAt, lastWords, tenNames } from "../support/usual-world.ts";

const at = 600;
const witnesses = ["east", "west", "north", "south", "home"];
const checks = { requests: 30, errorShare: 0.002 } as const;
const services = ["web", "mail", "shop"].flatMap((name) =>
  witnesses.map((source) => ({ name, source, ...checks })),
);
const down = { services: ["web"], errorShare: 0.6 } as const;

/** What these witnesses see of `web`: down for some minutes and up for some, for an hour or two, twice. */
function flapping(seed: number, sources: readonly string[]): readonly Disturbance[] {
  const random = randomStream(seed, "flapping");
  const found: Disturbance[] = [];
  for (const source of sources) {
    for (const begin of [100, 350]) {
      let from = begin + wholeBetween(random, 0, 100);
      const end = from + wholeBetween(random, 60, 120);
      while (from < end) {
        const to = from + wholeBetween(random, 1, 15);
        found.push({ ...down, source, from, to });
        from = to + wholeBetween(random, 1, 15);
      }
    }
  }
  return found;
}

const outage: Disturbance = { ...down, from: at, to: at + 30 };

function told(quorum: number | null, disturbances: readonly Disturbance[], seed: number): readonly Emitted[] {
  const windows = worldWindows({ seed, services, windows: at + 30, disturbances });
  return run(knowing(quorum === null ? {} : { quorumOf: { web: quorum } }), windows).emitted;
}

const falseAlarms = (emitted: readonly Emitted[]): number =>
  opened(emitted).filter(({ window, scope }) => window < at && scope !== "source").length;
const delay = (emitted: readonly Emitted[]): number | undefined =>
  opened(emitted).find(({ window }) => window >= at)?.window;

describe.each([1, 2])("of five witnesses, world %d", (seed) => {
  test.each([1, 2])(
    "%d that flap raise nothing under a quorum of three, and an outage is found as fast",
    (few) => {
      const disturbances = [...flapping(seed, witnesses.slice(-few)), outage];
      const [without, three] = [told(null, disturbances, seed), told(3, disturbances, seed)];
      expect(falseAlarms(without)).toBeGreaterThan(1);
      expect(falseAlarms(three)).toBe(0);
      expect(delay(three)).toBeLessThanOrEqual(delay(without)! + 1);
    },
  );
});

test("two of five that see a long failure are not enough where three must, and three of five are", () => {
  const seenBy = (count: number) =>
    witnesses.slice(0, count).map((source): Disturbance => ({ ...outage, source }));
  expect(delay(told(3, seenBy(2), 1))).toBeUndefined();
  expect(delay(told(3, seenBy(3), 1))).toBeLessThanOrEqual(at + 5);
});

test("a quorum of more than there are asks for all, and of a service with one witness for that one", () => {
  expect(delay(told(9, [outage], 1))).toBeLessThanOrEqual(at + 5);
  expect(
    delay(
      told(
        9,
        witnesses.slice(1).map((source) => ({ ...outage, source })),
        1,
      ),
    ),
  ).toBeUndefined();
  const alone = worldWindows({
    seed: 1,
    services: [{ name: "web", ...checks }],
    windows: at + 30,
    disturbances: [outage],
  });
  const bytes = [{}, { quorumOf: { web: 5 } }].map((known) =>
    JSON.stringify(run(knowing(known), alone).emitted),
  );
  expect(bytes[1]).toBe(bytes[0]);
});

test("witnesses that fell silent have no vote: the two that are left are all that there are", () => {
  const silent = witnesses
    .slice(2)
    .map((source): Disturbance => ({ services: ["web"], source, from: at - 120, to: at + 30, silent: true }));
  expect(delay(told(3, [...silent, outage], 1))).toBeLessThanOrEqual(at + 5);
});

test("a witness that is at fault everywhere is told under a quorum too, and has no vote", () => {
  const seenBy = ["home", "cloud", "lab"];
  const probes = tenNames.flatMap((name) => seenBy.map((source) => ({ name, source, probe: true as const })));
  const fault = { services: tenNames, source: "home", from: faultAt, to: faultAt + 40, down: true as const };
  const windows = worldWindows({ seed: 1, services: probes, windows: faultAt + 60, disturbances: [fault] });
  const quorumOf = Object.fromEntries(tenNames.map((name) => [name, 2]));
  const [data, ...others] = lastWords(run(knowing({ quorumOf }), windows).emitted);
  expect(others).toEqual([]);
  expect([data?.scope, data?.sources]).toEqual(["source", ["home"]]);
});

test("users who report are no witnesses that are counted: no other service is judged otherwise either", () => {
  const reported = services.map((one) => (one.source === "east" ? { ...one, reports: 3 } : one));
  const windows = worldWindows({
    seed: 1,
    services: reported,
    windows: at + 30,
    disturbances: [{ services: ["mail"], from: at, to: at + 30, errorShare: 0.6, reports: 10 }],
  });
  const bytes = [{}, { quorumOf: { web: 5 } }].map((known) =>
    JSON.stringify(run(knowing(known), windows).emitted),
  );
  expect(bytes[1]).toBe(bytes[0]);
});
