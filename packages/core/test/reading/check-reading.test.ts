import { describe, expect, test } from "vitest";
import { readingRejection } from "../../src/reading/check-reading.ts";
import { readingOf } from "../../src/reading/reading-of.ts";

const arrivalMs = 1_633_362_060_000;
const common = { service: "whatsapp", ts: arrivalMs - 60_000, intervalMs: 60_000 };
const requests = readingOf({ stream: "error-rate", ...common, requests: 100, errors: 3 });
const delivery = readingOf({
  stream: "delivery-latency",
  ...common,
  delivered: 100,
  undelivered: 2,
  oldestUndeliveredMs: 5000,
  p50Ms: 90,
  p95Ms: 400,
  p99Ms: 900,
});

const codeOf = (reading: Parameters<typeof readingRejection>[0]): string | undefined =>
  readingRejection(reading, arrivalMs)?.code;

test("what can be true passes, also at the edges", () => {
  expect(readingRejection(requests, arrivalMs)).toBeNull();
  expect(readingRejection({ ...requests, requests: 0, errors: 0 }, arrivalMs)).toBeNull();
  expect(readingRejection({ ...requests, errors: 100 }, arrivalMs)).toBeNull();
  expect(readingRejection(delivery, arrivalMs)).toBeNull();
  expect(readingRejection({ ...delivery, p50Ms: 5, p95Ms: 5, p99Ms: 5 }, arrivalMs)).toBeNull();
  expect(readingRejection({ ...delivery, buckets: [100, 90, 200, 100] }, arrivalMs)).toBeNull();
  const reports = readingOf({ stream: "report-volume", ...common, reports: 0 });
  expect(readingRejection(reports, arrivalMs)).toBeNull();
});

describe("counts", () => {
  test("more errors than requests is count-impossible, and the reason names both", () => {
    expect(readingRejection({ ...requests, errors: 101 }, arrivalMs)).toEqual({
      code: "count-impossible",
      reason: "errors 101 are more than requests 100",
    });
  });
});

describe("latency", () => {
  test("quantiles that decrease are quantile-impossible, also where the middle one is missing", () => {
    expect(codeOf({ ...delivery, p50Ms: 401 })).toBe("quantile-impossible");
    expect(codeOf({ ...delivery, p99Ms: 399 })).toBe("quantile-impossible");
    expect(codeOf({ ...delivery, p95Ms: null, p50Ms: 901 })).toBe("quantile-impossible");
  });

  test("histograms that fall, go backwards or hold more than was delivered are count-impossible", () => {
    expect(codeOf({ ...delivery, buckets: [100, 90, 200, 80] })).toBe("count-impossible");
    expect(codeOf({ ...delivery, buckets: [200, 80, 100, 90] })).toBe("count-impossible");
    expect(codeOf({ ...delivery, buckets: [100, 90, 100, 90] })).toBe("count-impossible");
    expect(codeOf({ ...delivery, buckets: [100, 90, 200, 101] })).toBe("count-impossible");
  });
});

describe("times", () => {
  test("an interval is a whole number of milliseconds from one to a day", () => {
    for (const intervalMs of [0, -1, 0.5, 86_400_001, Number.NaN]) {
      expect(codeOf({ ...requests, intervalMs })).toBe("interval-invalid");
    }
    expect(codeOf({ ...requests, ts: arrivalMs - 86_400_000, intervalMs: 86_400_000 })).toBeUndefined();
  });

  test("a reading may begin ten minutes after its arrival and no later", () => {
    expect(codeOf({ ...requests, ts: arrivalMs + 600_000 })).toBeUndefined();
    expect(codeOf({ ...requests, ts: arrivalMs + 600_001 })).toBe("timestamp-future");
  });

  test("a reading may be seven days old when it arrives and no older", () => {
    expect(codeOf({ ...requests, ts: arrivalMs - 7 * 86_400_000 })).toBeUndefined();
    expect(codeOf({ ...requests, ts: arrivalMs - 7 * 86_400_000 - 1 })).toBe("timestamp-past");
    expect(codeOf({ ...requests, ts: arrivalMs, intervalMs: 3_600_000 })).toBeUndefined();
    expect(codeOf({ ...requests, ts: arrivalMs, intervalMs: 3_600_001 })).toBe("interval-unfinished");
  });

  test("the reason says both times in words that a person can read", () => {
    expect(readingRejection({ ...requests, ts: arrivalMs + 3_600_000 }, arrivalMs)?.reason).toBe(
      "begins more than 10 minutes after its arrival: 2021-10-04T16:41:00.000Z, arrived 2021-10-04T15:41:00.000Z",
    );
  });
});
