import fc from "fast-check";
import { expect, test } from "vitest";
import { incidentId } from "../../src/incident/incident-id.ts";
import { digest } from "../support/run-detection.ts";

const identity = fc.record({
  environment: fc.string(),
  scope: fc.constantFrom("isolated", "simultaneous"),
  windowStart: fc.integer({ min: 0, max: 1e13 }).map((minute) => minute * 60_000),
  alarmStart: fc.integer({ min: 0, max: 1e13 }).map((minute) => minute * 60_000),
  members: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }),
});

test("an id is 16 letters of hexadecimal, the same whatever order the members come in", () => {
  fc.assert(
    fc.property(identity, (of) => {
      const id = incidentId(digest, of);
      expect(id).toMatch(/^[0-9a-f]{16}$/);
      expect(incidentId(digest, { ...of, members: [...of.members].reverse() })).toBe(id);
    }),
  );
});

test("environment, scope, first window, alarm and first members each make another id", () => {
  const of = {
    environment: "live",
    scope: "isolated",
    windowStart: 60_000,
    alarmStart: 180_000,
    members: ["chat"],
  };
  const others = [
    { ...of, environment: "test" },
    { ...of, scope: "simultaneous" },
    { ...of, windowStart: 120_000 },
    { ...of, alarmStart: 240_000 },
    { ...of, members: ["chat", "mail"] },
    { ...of, members: ["chatmail"] },
  ];
  expect(new Set([of, ...others].map((one) => incidentId(digest, one))).size).toBe(7);
});
