import { describe, expect, test } from "vitest";
import {
  deployBlips,
  type Fault,
  type FaultKind,
  faultKinds,
  generateTelemetry,
  serviceProfile,
  type World,
} from "../src/index.ts";
import { identityOf, mean, ofUnit, parseRecording, sum } from "./readings.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const from = Date.UTC(2024, 2, 4);
const onset = from + hourMs;
const end = onset + 40 * minuteMs;

const flat = { utcOffsetHours: 0, peakHour: 12, depth: 0, weekendFactor: 1 };
const world: World = {
  services: [
    serviceProfile("alpha", { day: flat, operations: [{ name: "media", share: 0.4, errorRatio: 0.004 }] }),
    serviceProfile("beta", { day: flat }),
    serviceProfile("gamma", { day: flat }),
  ],
  from,
  to: from + 3 * hourMs,
  seed: 3,
};

/** What a minute of a service looks like on average between two times. */
function averages(lines: Iterable<string>, unit: string, start: number, stop: number) {
  const parsed = parseRecording(lines);
  const during = ({ ts }: { ts: number | string }) => Number(ts) >= start && Number(ts) < stop;
  const requests = ofUnit(parsed.errors, unit).filter(during);
  const messages = ofUnit(parsed.deliveries, unit).filter(during);
  return {
    minutes: requests.length,
    requests: mean(requests.map((reading) => reading.requests)),
    errorRatio: sum(requests.map(({ errors }) => errors)) / sum(requests.map((reading) => reading.requests)),
    p95Ms: mean(messages.map(({ p95Ms }) => p95Ms ?? 0)),
    undelivered: mean(messages.map(({ undelivered }) => undelivered ?? 0)),
    reports: mean(
      ofUnit(parsed.reports, unit)
        .filter(during)
        .map(({ reports }) => reports),
    ),
  };
}

type Averages = ReturnType<typeof averages>;

function ratios(kind: FaultKind, unit: string, services: readonly string[]): Averages {
  const long = { ...world, to: from + 5 * hourMs };
  const fault: Fault = { kind, onset, end: long.to, services };
  const settled = onset + 20 * minuteMs;
  const during = averages(generateTelemetry({ ...long, faults: [fault] }), unit, settled, long.to);
  const usual = averages(generateTelemetry(long), unit, settled, long.to);
  return {
    minutes: during.minutes / usual.minutes,
    requests: during.requests / usual.requests,
    errorRatio: during.errorRatio / usual.errorRatio,
    p95Ms: during.p95Ms / usual.p95Ms,
    undelivered: during.undelivered / usual.undelivered,
    reports: during.reports / usual.reports,
  };
}

/** Bounds of each ratio to an undisturbed world at severity 0.5; what is not named stays as it was. */
const promises: readonly [FaultKind, Partial<Record<keyof Averages, readonly [number, number]>>][] = [
  ["hard", { errorRatio: [100, 160], p95Ms: [2.5, 5000], undelivered: [50, 5000], reports: [8, 15] }],
  ["medium", { errorRatio: [4, 5], p95Ms: [1.3, 1.5], undelivered: [4, 5], reports: [2, 3] }],
  ["soft", { errorRatio: [1.8, 2.2], p95Ms: [1.1, 1.22], undelivered: [1.7, 2.3], reports: [1.2, 1.7] }],
  [
    "traffic-collapse",
    {
      requests: [0.01, 0.03],
      errorRatio: [180, 240],
      p95Ms: [2.5, 10],
      undelivered: [20, 5000],
      reports: [8, 15],
    },
  ],
  ["latency", { p95Ms: [4.5, 5.5], undelivered: [4.2, 5.8], reports: [1.8, 2.7] }],
  ["reports-pile-on", { reports: [1.8, 2.7] }],
  ["traffic-peak", { requests: [1.65, 1.85], undelivered: [1.6, 1.9] }],
  ["deploy-blip", { errorRatio: [2.8, 3.8] }],
];

describe("a fault of each kind changes what it should and nothing else", () => {
  test.each(promises)("%s", (kind, changed) => {
    const seen = ratios(kind, "beta", ["beta"]);
    for (const [what, ratio] of Object.entries(seen) as [keyof Averages, number][]) {
      const [low, high] = changed[what] ?? [0.85, 1.15];
      expect(ratio, what).toBeGreaterThanOrEqual(low);
      expect(ratio, what).toBeLessThanOrEqual(high);
    }
  });

  test("silence leaves no reading of the service, and all of them afterwards", () => {
    const faults: Fault[] = [{ kind: "silence", onset, end, services: ["beta"] }];
    const { lines } = parseRecording(generateTelemetry({ ...world, faults }));
    const starts = lines.filter(({ key }) => key === "beta").map((line) => identityOf(line).ts);
    expect(starts.filter((ts) => ts >= onset && ts < end)).toEqual([]);
    expect(starts.filter((ts) => ts >= end)).toHaveLength(3 * 80);
  });

  test("every kind is tried here", () => {
    expect([...promises.map(([kind]) => kind), "silence"].sort()).toEqual([...faultKinds].sort());
  });
});

describe("a fault in one operation", () => {
  test("shows in the operation, in the service's total by its share, and in the complaints", () => {
    expect(ratios("hard", "alpha/media", ["alpha/media"]).errorRatio).toBeGreaterThan(100);
    const total = ratios("hard", "alpha", ["alpha/media"]);
    expect(total.errorRatio).toBeGreaterThan(40);
    expect(total.errorRatio).toBeLessThan(70);
    expect(total.reports).toBeGreaterThan(8);
    expect(total.undelivered).toBe(1);
  });
});

describe("the onset of a fault", () => {
  const firstBad = (service: string, fault: Fault): number => {
    const short = { ...world, to: onset + 20 * minuteMs };
    const { errors } = parseRecording(generateTelemetry({ ...short, faults: [fault] }));
    const bad = ofUnit(errors, service).find((reading) => reading.errors > 0.1 * reading.requests);
    return (Number(bad?.ts) - onset) / minuteMs;
  };
  const fault: Fault = { kind: "hard", onset, end, services: ["alpha", "beta", "gamma"], jitterMinutes: 2 };

  test("is the same minute for all without jitter", () => {
    for (const service of fault.services) expect(firstBad(service, { ...fault, jitterMinutes: 0 })).toBe(0);
  });

  test("is at most the jitter later for the others, never for the first", () => {
    const seen = new Set<number>();
    for (let minute = 0; minute < 12; minute += 1) {
      const shifted = { ...fault, onset: onset + minute * minuteMs };
      expect(firstBad("alpha", shifted)).toBe(minute);
      seen.add(firstBad("beta", shifted) - minute);
    }
    expect(seen).toEqual(new Set([0, 1, 2]));
  });

  test("within a minute hits that minute by its share", () => {
    const late = { ...fault, onset: onset + 45_000, severity: 1 };
    const { errors } = parseRecording(generateTelemetry({ ...world, faults: [late] }));
    const first = ofUnit(errors, "alpha").find(({ ts }) => Number(ts) === onset);
    const share = (first?.errors ?? 0) / (first?.requests ?? 1);
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.3);
  });
});

function deliveredByBeta(faults: readonly Fault[]): number {
  const { deliveries } = parseRecording(generateTelemetry({ ...world, faults }));
  return sum(ofUnit(deliveries, "beta").map(({ delivered }) => delivered));
}

describe("a message that gets stuck", () => {
  test("is delivered later, and nothing is lost: all that was handed over is delivered in the end", () => {
    const faults: Fault[] = [{ kind: "hard", onset, end, services: ["beta"] }];
    const lost = 1 - deliveredByBeta(faults) / deliveredByBeta([]);
    expect(Math.abs(lost)).toBeLessThan(0.01);
  });
});

describe("deploy blips", () => {
  const plan = {
    services: ["alpha", "beta", "gamma"],
    from,
    to: from + 200 * dayMs,
    seed: 1,
    blipsPerDay: 5,
  };

  test("come as often as was asked for, short, over all services, the same for the same seed", () => {
    const blips = deployBlips(plan);
    expect(blips.length).toBeGreaterThan(850);
    expect(blips.length).toBeLessThan(1150);
    expect(new Set(blips.flatMap(({ services }) => services)).size).toBe(3);
    for (const blip of blips) expect(blip.end - blip.onset).toBeLessThanOrEqual(4 * minuteMs);
    expect(deployBlips(plan)).toEqual(blips);
  });

  test("do not come at all at none a day", () => {
    expect(deployBlips({ ...plan, blipsPerDay: 0 })).toEqual([]);
  });
});

describe("the ordinary week", () => {
  const weekly = serviceProfile("alpha", {
    day: { utcOffsetHours: 5, peakHour: 20, depth: 0.5, weekendFactor: 0.5 },
    messages: null,
    sharedLoading: 0,
  });
  const monday = Date.UTC(2024, 2, 4);
  const { errors } = parseRecording(
    generateTelemetry({ services: [weekly], from: monday, to: monday + 7 * dayMs, seed: 1 }),
  );
  const meanOver = (start: number, hours: number): number => {
    const hour = errors.filter(({ ts }) => Number(ts) >= start && Number(ts) < start + hours * hourMs);
    return sum(hour.map(({ requests }) => requests)) / hour.length;
  };

  test("peaks at the audience's local hour", () => {
    const byHour = Array.from({ length: 24 }, (_, hour) => meanOver(monday + dayMs + hour * hourMs, 1));
    const highest = byHour.indexOf(Math.max(...byHour));
    expect([14, 15]).toContain(highest);
    expect(Math.max(...byHour) / Math.min(...byHour)).toBeGreaterThan(2);
  });

  test("is quieter on the audience's weekend, and on average what the profile says", () => {
    const wednesday = meanOver(monday + 2 * dayMs, 24);
    const saturday = meanOver(monday + 5 * dayMs - 2 * hourMs, 24);
    expect(saturday / wednesday).toBeGreaterThan(0.45);
    expect(saturday / wednesday).toBeLessThan(0.56);
    expect(meanOver(monday, 168) / 2000).toBeGreaterThan(0.97);
    expect(meanOver(monday, 168) / 2000).toBeLessThan(1.03);
  });
});
