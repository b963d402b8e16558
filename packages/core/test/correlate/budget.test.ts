import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream, uniform } from "../../../worlds/src/random/index.ts";
import {
  alarmThreshold,
  coincidenceShare,
  concurrencyShare,
  corroborationThreshold,
  detectorShare,
  detectorThreshold,
  fewestServices,
  isolatedThreshold,
  logAccidents,
  pileOnShare,
  suspicionThreshold,
} from "../../src/correlate/budget.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

test("the shares of the budget add up to the whole of it", () => {
  expect(detectorShare + concurrencyShare + coincidenceShare + pileOnShare).toBeCloseTo(1, 12);
});

test("the detector has half the budget: a threshold of ln 259200 = 12.465 for one alarm in 90 days", () => {
  expect(detectorThreshold(1, minuteMs)).toBeCloseTo(12.465, 3);
  expect(detectorThreshold(1, minuteMs)).toBeCloseTo(Math.log(259_200), 12);
});

test("one alarm in 90 days of one-minute windows is a threshold of ln 129600 = 11.772", () => {
  expect(alarmThreshold(1, 60_000)).toBeCloseTo(11.772, 3);
  expect(alarmThreshold(1, 60_000)).toBeCloseTo(Math.log(129_600), 12);
});

test("twice the budget or windows twice as long lower the threshold by ln 2", () => {
  expect(alarmThreshold(1, 60_000) - alarmThreshold(2, 60_000)).toBeCloseTo(Math.log(2), 12);
  expect(alarmThreshold(1, 60_000) - alarmThreshold(1, 120_000)).toBeCloseTo(Math.log(2), 12);
});

const isolatedOf = (services: number, entities: number, perServicePer90Days: number | null): number =>
  isolatedThreshold({ services, entities, perServicePer90Days, falseAlarmsPer90Days: 1, windowMs: minuteMs });

test("a lone failure of one of twelve services asks for 14.257 nats, for 11.772 with one false alarm of each", () => {
  expect(isolatedOf(12, 12, null)).toBeCloseTo(14.257, 3);
  expect(isolatedOf(12, 12, 1)).toBeCloseTo(11.772, 3);
});

test("the budget of each service is by default an equal part of the whole one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (services, operations) => {
      const entities = services + operations;
      expect(isolatedOf(services, entities, 1 / services)).toBeCloseTo(
        isolatedOf(services, entities, null),
        9,
      );
    }),
  );
});

test("a tenth of the false alarms of a service asks for ln 10 more, and so does a tenth of the suspicions below five", () => {
  expect(isolatedOf(12, 14, 0.01) - isolatedOf(12, 14, 0.1)).toBeCloseTo(Math.log(10), 12);
  expect(suspicionThreshold(0.5, 1, minuteMs)).toBeCloseTo(14.768, 3);
  expect(suspicionThreshold(0.05, 1, minuteMs) - suspicionThreshold(0.5, 1, minuteMs)).toBeCloseTo(
    Math.log(10),
    12,
  );
});

test("no budget of suspicions is a lower threshold than that of an alarm", () => {
  const alarm = detectorThreshold(1, minuteMs);
  expect([null, 5, 100].map((suspicions) => suspicionThreshold(suspicions, 1, minuteMs))).toEqual([
    alarm,
    alarm,
    alarm,
  ]);
});

test("one alarm in 90 days asks for ln 65 = 4.174 nats without reports", () => {
  expect(corroborationThreshold(1)).toBeCloseTo(4.174, 3);
  expect(corroborationThreshold(1)).toBeCloseTo(Math.log(65), 12);
});

test("three of eight in 21 minutes, at 0.005 lone failures a day, are an accident of 4.0e-7 in 90 days", () => {
  const accidents = logAccidents({ services: 8, lonePerServiceDay: 0.005 });
  expect(Math.exp(accidents(3, 21 * minuteMs))).toBeCloseTo(4.02e-7, 9);
});

const rates = fc.double({ min: 1e-4, max: 0.5, noNaN: true });
const spreads = fc.integer({ min: 1, max: 600 }).map((minutes) => minutes * minuteMs);

test("accidents are counted by the earliest service of each set and the others after it", () => {
  const choices = (services: number, failing: number): number =>
    failing === 0 ? 1 : (choices(services - 1, failing - 1) * services) / failing;
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }),
      fc.integer({ min: 2, max: 8 }),
      rates,
      spreads,
      (services, most, lonePerServiceDay, spreadMs) => {
        const failing = Math.min(services, most);
        const expected =
          90 *
          failing *
          choices(services, failing) *
          lonePerServiceDay ** failing *
          (spreadMs / dayMs) ** (failing - 1);
        const found = logAccidents({ services, lonePerServiceDay })(failing, spreadMs);
        expect(found).toBeCloseTo(Math.log(expected), 8);
      },
    ),
  );
});

test("accidents as often as the formula says happen to services that fail at random", () => {
  // 6 services, 2 failures of each a day, over 20,000 days: pairs that begin within 10 minutes.
  const random = randomStream(1, "accidents");
  const days = 20_000;
  const onsets = Array.from({ length: 6 * 2 * days }, () => ({
    day: uniform(random) * days,
    service: Math.floor(uniform(random) * 6),
  })).toSorted((one, other) => one.day - other.day);
  const within = 10 / 1440;
  let pairs = 0;
  onsets.forEach((first, index) => {
    for (let next = index + 1; next < onsets.length; next += 1) {
      if (onsets[next]!.day - first.day > within) break;
      if (onsets[next]!.service !== first.service) pairs += 1;
    }
  });
  const told = logAccidents({ services: 6, lonePerServiceDay: 2 })(2, 10 * minuteMs);
  expect(((pairs / days) * 90) / Math.exp(told)).toBeCloseTo(1, 1);
});

const quiet = { lonePerServiceDay: 0.016, weight: 1, falseAlarmsPer90Days: 1, windowMs: minuteMs };

test("two of a component are enough where services rarely fail alone, however many it has", () => {
  for (const services of [2, 3, 4, 6]) expect(fewestServices({ ...quiet, services })).toBe(2);
  expect(fewestServices({ ...quiet, services: 50 })).toBe(3);
  expect(fewestServices({ ...quiet, services: 50, lonePerServiceDay: 0.001 })).toBe(2);
});

test("where services fail alone more often, more of them must fail together", () => {
  const at = (lonePerServiceDay: number) => fewestServices({ ...quiet, services: 12, lonePerServiceDay });
  expect([0.01, 0.1, 0.4].map(at)).toEqual([2, 3, 4]);
});

test("a pair that fails alone too often cannot be watched at all", () => {
  expect(fewestServices({ ...quiet, services: 2, lonePerServiceDay: 0.28 })).toBe(2);
  expect(fewestServices({ ...quiet, services: 2, lonePerServiceDay: 0.29 })).toBe(null);
});

test("a lone service cannot fail together with others", () => {
  expect(fewestServices({ ...quiet, services: 1 })).toBe(null);
});

test("in windows longer than ten minutes all of a window begin together", () => {
  const at = (windowMs: number) =>
    fewestServices({ ...quiet, services: 12, lonePerServiceDay: 0.03, windowMs });
  expect([minuteMs, 10 * minuteMs, 60 * minuteMs].map(at)).toEqual([2, 2, 3]);
});

test("the number is the smallest whose expected accidents are within the group's part of a tenth of the budget", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }),
      rates,
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.constantFrom(0.1, 1, 10),
      (services, lonePerServiceDay, weight, falseAlarmsPer90Days) => {
        const group = { services, lonePerServiceDay, weight, falseAlarmsPer90Days, windowMs: minuteMs };
        const fits = (failing: number): boolean =>
          Math.exp(logAccidents(group)(failing, 10 * minuteMs)) <= 0.1 * falseAlarmsPer90Days * weight;
        const all = Array.from({ length: services - 1 }, (_, index) => index + 2);
        expect(fewestServices(group)).toBe(all.find(fits) ?? null);
      },
    ),
  );
});

test("more failures alone never ask for fewer together, a larger budget never for more", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), rates, rates, (services, one, other) => {
      const at = (lonePerServiceDay: number, falseAlarmsPer90Days = 1): number =>
        fewestServices({ ...quiet, services, lonePerServiceDay, falseAlarmsPer90Days }) ?? services + 1;
      expect(at(Math.max(one, other))).toBeGreaterThanOrEqual(at(Math.min(one, other)));
      expect(at(one, 10)).toBeLessThanOrEqual(at(one, 1));
    }),
  );
});
