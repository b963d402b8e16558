import fc from "fast-check";
import { expect, test } from "vitest";
import { alarmThreshold, corroborationThreshold, fewestServices } from "../../src/correlate/budget.ts";

test("one alarm in 90 days of one-minute windows is a threshold of ln 129600 = 11.772", () => {
  expect(alarmThreshold(1, 60_000)).toBeCloseTo(11.772, 3);
  expect(alarmThreshold(1, 60_000)).toBeCloseTo(Math.log(129_600), 12);
});

test("twice the budget or windows twice as long lower the threshold by ln 2", () => {
  expect(alarmThreshold(1, 60_000) - alarmThreshold(2, 60_000)).toBeCloseTo(Math.log(2), 12);
  expect(alarmThreshold(1, 60_000) - alarmThreshold(1, 120_000)).toBeCloseTo(Math.log(2), 12);
});

test("one alarm in 90 days asks for ln 65 = 4.174 nats without reports", () => {
  expect(corroborationThreshold(1)).toBeCloseTo(4.174, 3);
  expect(corroborationThreshold(1)).toBeCloseTo(Math.log(65), 12);
});

const quiet = { isolatedPerServiceDay: 0.016, falseAlarmsPer90Days: 1 };

test("two services of a pair must fail together, three of a larger group", () => {
  expect(fewestServices({ ...quiet, services: 2 })).toBe(2);
  for (const services of [3, 4, 6, 12, 50]) expect(fewestServices({ ...quiet, services })).toBe(3);
});

test("where services fail alone more often, more of them must fail together", () => {
  const at = (isolatedPerServiceDay: number): number =>
    fewestServices({ ...quiet, services: 50, isolatedPerServiceDay });
  expect(at(0.016)).toBe(3);
  expect(at(0.048)).toBe(4);
  expect(at(0.3)).toBeGreaterThan(4);
});

test("a pair that fails alone too often cannot be told from coincidence at all", () => {
  expect(fewestServices({ ...quiet, services: 2, isolatedPerServiceDay: 3 })).toBeGreaterThan(2);
});

test("the number is the smallest whose expected coincidences are within a tenth of the budget", () => {
  const coincidences = (services: number, perDay: number): number => {
    const perDayInGroup = perDay;
    let expected = 90 * perDayInGroup;
    for (let other = 1; other < services; other += 1) expected *= perDayInGroup / 48 / other;
    return expected;
  };
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 60 }),
      fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
      fc.constantFrom(0.1, 1, 10),
      (services, rate, budget) => {
        const fewest = fewestServices({
          services,
          isolatedPerServiceDay: rate,
          falseAlarmsPer90Days: budget,
        });
        expect(fewest).toBeGreaterThanOrEqual(3);
        if (fewest > services) return;
        expect(coincidences(fewest, rate * services)).toBeLessThanOrEqual(0.1 * budget * (1 + 1e-9));
        if (fewest > 3) expect(coincidences(fewest - 1, rate * services)).toBeGreaterThan(0.1 * budget);
      },
    ),
  );
});

test("more failures alone never ask for fewer together, a larger budget never for more", () => {
  const rate = fc.double({ min: 1e-4, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), rate, rate, (services, one, other) => {
      const at = (isolatedPerServiceDay: number, falseAlarmsPer90Days = 1): number =>
        fewestServices({ services, isolatedPerServiceDay, falseAlarmsPer90Days });
      expect(at(Math.max(one, other))).toBeGreaterThanOrEqual(at(Math.min(one, other)));
      expect(at(one, 10)).toBeLessThanOrEqual(at(one, 1));
    }),
  );
});
