import { createHash } from "node:crypto";
import { RecordingLine } from "@tocsin/contracts";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Fault, generateTelemetry, serviceProfile, type World } from "../src/index.ts";
import { identityOf, parseRecording } from "./readings.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const from = Date.UTC(2024, 2, 4);

const names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
const world: World = {
  services: names.map((name) =>
    serviceProfile(name, {
      operations: name === "alpha" ? [{ name: "media", share: 0.3, errorRatio: 0.01 }] : [],
    }),
  ),
  from,
  to: from + 2 * hourMs,
  seed: 7,
};

const sha256 = (lines: Iterable<string>): string => {
  const hash = createHash("sha256");
  for (const line of lines) hash.update(line).update("\n");
  return hash.digest("hex");
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("the bytes of a generated recording", () => {
  test("are the same for the same world and seed, and others for another seed", () => {
    expect(sha256(generateTelemetry(world))).toBe(sha256(generateTelemetry(world)));
    expect(sha256(generateTelemetry(world))).not.toBe(sha256(generateTelemetry({ ...world, seed: 8 })));
  });

  test("do not depend on the time zone or the language", () => {
    const here = sha256(generateTelemetry(world));
    for (const zone of ["Pacific/Kiritimati", "America/St_Johns"]) {
      vi.stubEnv("TZ", zone);
      vi.stubEnv("LANG", "de_DE.UTF-8");
      expect(new Date(0).getTimezoneOffset()).not.toBe(0);
      expect(sha256(generateTelemetry(world))).toBe(here);
    }
  });

  test("come one minute after the other: a world of a thousand years begins at once", () => {
    const endless = generateTelemetry({ ...world, to: from + 365_000 * 24 * hourMs });
    const first = Array.from({ length: 20 }, () => endless.next().value);
    expect(first.slice(1)).toEqual([...generateTelemetry(world)].slice(1, 20));
  });
});

describe("what a broker would have", () => {
  const { header, lines } = parseRecording(generateTelemetry({ ...world, name: "small" }));

  test("the header says that the telemetry is simulated, of which name and of which time", () => {
    expect(header).toMatchObject({ tocsinRecording: 1, name: "small", provenance: "simulated", seed: 7 });
    expect(header.from).toBe(new Date(from + minuteMs).toISOString());
  });

  test("offsets count from 0 in every partition, in the order of arrival", () => {
    const next = new Map<string, number>();
    for (const { topic, partition, offset } of lines) {
      const log = `${topic} ${partition}`;
      expect(offset).toBe(next.get(log) ?? 0);
      next.set(log, offset + 1);
    }
    lines.slice(1).forEach(({ ts }, index) => expect(ts).toBeGreaterThanOrEqual(lines[index]?.ts ?? 0));
  });

  test("a service is always in the same partition of a topic, and the services are spread over several", () => {
    const partitions = new Map<string, Set<number>>();
    for (const { topic, key, partition } of lines) {
      const of = `${topic} ${String(key)}`;
      partitions.set(of, (partitions.get(of) ?? new Set()).add(partition));
    }
    for (const used of partitions.values()) expect(used.size).toBe(1);
    expect(new Set(lines.map(({ partition }) => partition)).size).toBeGreaterThan(1);
  });

  test("each line is what JSON.stringify would write of it", () => {
    const written = [...generateTelemetry(world)].slice(1);
    for (const line of written.slice(0, 500)) {
      const parsed = RecordingLine.parse(JSON.parse(line));
      const payload = parsed.payload as string;
      expect(JSON.stringify(parsed)).toBe(line);
      expect(JSON.stringify(JSON.parse(payload))).toBe(payload);
    }
  });
});

const kinds = [
  "hard",
  "medium",
  "soft",
  "traffic-collapse",
  "latency",
  "reports-pile-on",
  "silence",
] as const;

const anyFault = fc.record({
  kind: fc.constantFrom(...kinds),
  onset: fc.integer({ min: 0, max: 100 }).map((minutes) => from + minutes * minuteMs + 17),
  minutes: fc.integer({ min: 1, max: 60 }),
  services: fc.subarray([...names, "alpha/media"], { minLength: 1 }),
  severity: fc.double({ min: 0, max: 1, noNaN: true }),
  jitterMinutes: fc.integer({ min: 0, max: 2 }),
});
const toFault = ({ minutes, ...fault }: { minutes: number } & Omit<Fault, "end">): Fault => ({
  ...fault,
  end: fault.onset + (minutes + 2) * minuteMs,
});

/** What goes through the schemas may still be impossible. */
function expectValid(faults: readonly Fault[], seed: number): void {
  const hour = { ...world, to: from + hourMs, faults, seed, missingProbability: 0.01 };
  const { lines, errors, deliveries } = parseRecording(generateTelemetry(hour));
  for (const { requests, errors: failed } of errors) expect(failed).toBeLessThanOrEqual(requests);
  for (const { delivered, p50Ms, p95Ms, p99Ms } of deliveries) {
    expect(p50Ms === undefined).toBe(delivered === 0);
    expect(p95Ms ?? 0).toBeGreaterThanOrEqual(p50Ms ?? 0);
    expect(p99Ms ?? 0).toBeGreaterThanOrEqual(p95Ms ?? 0);
  }
  for (const line of lines) {
    const { service, ts } = identityOf(line);
    expect(service).toBe(line.key);
    expect(line.ts - ts - minuteMs).toBeGreaterThanOrEqual(0);
    expect(line.ts - ts - minuteMs).toBeLessThanOrEqual(5000);
  }
}

function ofBeta(faults: readonly Fault[]): readonly unknown[] {
  const { lines } = parseRecording(generateTelemetry({ ...world, faults }));
  return lines.filter(({ key }) => key === "beta").map(({ ts, payload }) => [ts, payload]);
}

describe("whatever goes wrong in a world", () => {
  test("readings keep to the schemas, counts are possible, quantiles are in order, arrivals after the interval", () => {
    const faults = fc.array(anyFault.map(toFault), { maxLength: 4 });
    fc.assert(fc.property(faults, fc.nat(), expectValid), { numRuns: 25 });
  });

  test("a service without a fault sends the same counts as if there were none", () => {
    const undisturbed = ofBeta([]);
    const property = (fault: Fault): void => {
      const services = fault.services.filter((unit) => unit !== "beta");
      expect(ofBeta([{ ...fault, services }])).toEqual(undisturbed);
    };
    fc.assert(fc.property(anyFault.map(toFault), property), { numRuns: 10 });
  });
});

describe("a world that cannot be generated is refused before the first line", () => {
  test.each<[string, Partial<World>]>([
    ["whole minutes", { from: from + 1 }],
    ["must be after", { to: from }],
    ["seed", { seed: -1 }],
    ["listed twice", { services: [serviceProfile("alpha"), serviceProfile("alpha")] }],
    ["longestDelayMs", { longestDelayMs: 60_000 }],
    ["omega", { faults: [{ kind: "hard", onset: from, end: from + minuteMs, services: ["omega"] }] }],
  ])("because of: %s", (message, change) => {
    expect(() => generateTelemetry({ ...world, ...change })).toThrow(message);
  });
});
