import { createHash } from "node:crypto";
import fc from "fast-check";
import { Configuration, Topology } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { canonicalJson, configHash } from "../../src/config/index.ts";

/** The same value with the keys of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reordered(member)]),
  );
}

describe("canonical JSON", () => {
  test("the worked example", () => {
    expect(canonicalJson({ b: [1, { z: null, a: "é" }], a: true, none: undefined })).toBe(
      '{"a":true,"b":[1,{"a":"é","z":null}]}',
    );
  });

  test("is the same text for the same value, whatever the order of keys, and says the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reordered(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("the hash of the configuration", () => {
  const configuration = Configuration.parse({});
  const topology = Topology.parse({
    services: { a: {}, b: null },
    components: { x: { services: ["a", "b"], dependsOn: ["y"] }, y: { services: ["b"] } },
  });
  const base = configHash(configuration, topology);

  test("is the SHA-256 of the canonical text", () => {
    const text =
      '{"detection":{"allowedLatenessMs":30000,"budget":{"falseAlarmsPer90Days":1},"windowMs":60000},"topology":null}';
    expect(configHash(configuration, null)).toBe(createHash("sha256").update(text).digest("hex"));
  });

  test("does not depend on the order of keys and members, or on how nothing is written", () => {
    const same = Topology.parse({
      components: { y: { services: ["b"] }, x: { dependsOn: ["y"], services: ["b", "a"] } },
      services: { b: {}, a: null },
    });
    expect(configHash(configuration, same)).toBe(base);
  });

  test("depends on everything the detector's answer depends on", () => {
    const others = [
      configHash({ ...configuration, windowMs: 30_000 }, topology),
      configHash({ ...configuration, allowedLatenessMs: 0 }, topology),
      configHash({ ...configuration, budget: { falseAlarmsPer90Days: 2 } }, topology),
      configHash(configuration, { ...topology, services: { ...topology.services, c: {} } }),
      configHash(configuration, {
        ...topology,
        components: { ...topology.components, y: { services: ["a"] } },
      }),
      configHash(configuration, null),
      configHash({ ...configuration, bounds: { ...configuration.bounds, maxSeries: 10 } }, topology),
    ];
    expect(new Set([base, ...others]).size).toBe(8);
  });

  test("depends on all that people say of the world, each by itself", () => {
    const zoned = Topology.parse({ ...topology, services: { a: { timeZone: "Europe/Paris" }, b: null } });
    const said = [
      { timeZone: "Europe/Berlin" },
      { timeZone: "America/New_York" },
      { calendar: [{ name: "Christmas", date: "2026-12-25", like: "sunday" as const }] },
      { calendar: [{ name: "Christmas", date: "2026-12-25", learn: false as const }] },
      { maintenance: [{ services: ["a"], from: "2026-11-29T00:00:00Z", to: "2026-11-30T00:00:00Z" }] },
      { exclude: [{ from: "2026-11-29T00:00:00Z", to: "2026-11-30T00:00:00Z" }] },
      { missing: { errorRate: "zero" as const } },
    ].map((input) => configHash(Configuration.parse(input), topology));
    expect(new Set([base, configHash(configuration, zoned), ...said]).size).toBe(9);
  });

  test("does not depend on the names of environment and topics", () => {
    const renamed = {
      ...configuration,
      environment: "production",
      topics: { ...configuration.topics, errorRate: "e" },
    };
    expect(configHash(renamed, topology)).toBe(base);
  });
});
