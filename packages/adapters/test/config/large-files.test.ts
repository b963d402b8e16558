import process from "node:process";
import { Configuration, Labels, Topology } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { type Check, type FileSchema, loadYamlText } from "../../src/config/index.ts";
import { knownNameFaults } from "../../src/config/knowledge-faults.ts";
import { labelsFaults } from "../../src/config/labels-faults.ts";
import { topologyFaults } from "../../src/config/topology-faults.ts";

/**
 * Comparing each of 20,000 with each other takes from 16 seconds to half an hour; a walk through them one to three
 * of the processor's time.
 */
const count = 20_000;
const boundMs = 8_000;

const names = Array.from({ length: count }, (_, index) => `service-${index}`);
const services = `services:\n${names.map((name) => `  ${name}: {}\n`).join("")}`;

interface Read {
  readonly faults: number;
  readonly first: string;
  readonly suggestions: number;
}

function read<Value>(text: string, schema: FileSchema<Value>, check: Check<Value>): Read {
  const before = process.cpuUsage();
  const loaded = loadYamlText({ text, file: "file.yaml" }, schema, check);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(boundMs);
  if (loaded.kind === "loaded") return { faults: 0, first: "", suggestions: 0 };
  const suggestions = loaded.faults.filter(({ message }) => message.includes("did you mean")).length;
  return { faults: loaded.faults.length, first: loaded.faults[0]!.message, suggestions };
}

const readTopology = (text: string): Read => read(text, Topology, topologyFaults);

describe("a topology of 20,000 services is read in seconds", () => {
  test("with components of twenty services each", () => {
    const component = (_: unknown, index: number): string =>
      `  component-${index}: { services: [${names.slice(index * 20, index * 20 + 20).join(", ")}] }\n`;
    const components = Array.from({ length: count / 20 }, component).join("");
    expect(readTopology(`${services}components:\n${components}`).faults).toBe(0);
  });

  test("with all in one component", () => {
    expect(readTopology(`${services}components:\n  one: { services: [${names.join(", ")}] }\n`).faults).toBe(
      0,
    );
  });

  test("with names that are all unknown, of which the first get a suggestion", () => {
    const unknown = names.map((name) => `z${name}`).join(", ");
    const { faults, suggestions } = readTopology(
      `${services}components:\n  one: { services: [${unknown}] }\n`,
    );
    expect({ faults, suggestions }).toEqual({ faults: count, suggestions: 50 });
  });

  test("with a key that is unknown in each", () => {
    expect(readTopology(services.replaceAll("{}", "{ ownr: x }"))).toMatchObject({ faults: count });
  });

  test("with every name twice", () => {
    const { faults, first } = readTopology(`${services}${services.replace("services:\n", "")}`);
    expect({ faults, first }).toEqual({ faults: count, first: "Map keys must be unique" });
  });

  test("with a time zone in each that nobody knows", () => {
    const { faults, first } = readTopology(services.replaceAll("{}", "{ timeZone: Europe/Berlim }"));
    expect({ faults, first }).toMatchObject({ faults: count });
    expect(first).toContain("Europe/Berlin");
  });

  test("with dependencies that are as long a chain, also where it is closed", () => {
    const next = (index: number): string => `service-${(index + 1) % count}`;
    const component = (name: string, index: number): string =>
      `  ${name}: { services: [a], prior: 1, dependsOn: [${next(index)}] }\n`;
    const { faults, first } = readTopology(
      `services: { a: {} }\ncomponents:\n${names.map(component).join("")}`,
    );
    expect(faults).toBe(1);
    expect(first).toMatch(
      /^depends on itself: service-0 -> service-1 -> .* -> … \(19980 more\) -> service-0$/,
    );
  });
});

test("labels with 20,000 unknown names are read in seconds", () => {
  const topology = Topology.parse({ services: Object.fromEntries(names.map((name) => [name, {}])) });
  const period = `onset: "2021-10-04T15:40:00Z", end: "2021-10-04T16:40:00Z"`;
  const unknown = names.map((name) => `z${name}`).join(", ");
  const text = `incidents: [{ id: a, scope: simultaneous, ${period}, services: [${unknown}] }]`;
  const check: Check<Labels> = (labels, source) => labelsFaults(labels, source, topology);
  expect(read(text, Labels, check)).toMatchObject({ faults: count, suggestions: 50 });
});

test("planned work on 20,000 unknown services is read in seconds", () => {
  const topology = Topology.parse({ services: Object.fromEntries(names.map((name) => [name, {}])) });
  const unknown = names.map((name) => `z${name}`).join(", ");
  const text = `maintenance: [{ services: [${unknown}], from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" }]`;
  const check: Check<Configuration> = (given, source) => knownNameFaults(given, source, topology);
  expect(read(text, Configuration, check)).toMatchObject({ faults: count, suggestions: 50 });
});

describe("what is nested without end", () => {
  const deep = "what is nested more than 100 levels deep is not read";
  test.each([
    ["lists", "[".repeat(101) + "]".repeat(101)],
    ["far too many lists", "[".repeat(50_000) + "]".repeat(50_000)],
    ["lists that are never closed", "[".repeat(50_000)],
    ["maps", "{a: ".repeat(101) + "}".repeat(101)],
    ["far too many maps", "{a: ".repeat(50_000) + "}".repeat(50_000)],
    ["lists below one another", "- ".repeat(50_000)],
    [
      "maps below one another",
      Array.from({ length: 1500 }, (_, level) => `${" ".repeat(level)}a:\n`).join(""),
    ],
  ])("is refused with one fault: %s", (_, text) => {
    expect(readTopology(text)).toMatchObject({ faults: 1, first: deep });
  });

  test("is read up to a hundred levels", () => {
    const { first } = readTopology("[".repeat(100) + "]".repeat(100));
    expect(first).not.toBe(deep);
  });
});

test("a key that is a list or a map is refused, and nothing of it is told", () => {
  for (const key of ["[secret]", "{ secret: 1 }"]) {
    expect(readTopology(`services: {}\n? ${key}\n: 1\n`)).toMatchObject({
      faults: 1,
      first: "a key must be a single value",
    });
  }
});

test("a key of a megabyte costs no more than it is long", () => {
  const { faults } = readTopology(`services: {}\n? ${"k".repeat(1_000_000)}\n: 1\n`);
  expect(faults).toBe(1);
});
