import { join } from "node:path";
import { Configuration } from "@tocsin/contracts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  configurationKeys,
  configurationLeaves,
  configurationValues,
} from "../../src/config/configuration-keys.ts";
import { environmentVariable } from "../../src/config/environment.ts";
import { exampleConfiguration } from "../../src/config/example-configuration.ts";
import { loadConfiguration, loadLiveConfiguration } from "../../src/config/index.ts";
import { valueAt } from "../../src/config/merge-overrides.ts";

const example = exampleConfiguration();
const file = join(import.meta.dirname, "../../../../infra/tocsin.example.yaml");

/** The example with every key that is commented out in force: in a section, and in a section of that, each with its mark. */
function everythingSaid(): unknown {
  const oneMarkLess = (text: string): string => text.replaceAll(/^( *)#(?=\w|  )/gm, "$1");
  return parse(oneMarkLess(oneMarkLess(oneMarkLess(example))));
}

describe("the example file", () => {
  test("is accepted as it stands, by a replay and by a worker, and says what the defaults say", async () => {
    const loaded = await loadConfiguration(file);
    expect(loaded).toEqual({ kind: "loaded", value: Configuration.parse({}) });
    const live = await loadLiveConfiguration({ file, env: {} });
    expect(live.kind).toBe("loaded");
  });

  test("holds every key, and each is accepted when it is not commented out", () => {
    const everything = everythingSaid();
    for (const { path } of configurationValues()) {
      expect(valueAt(everything, path), path.join(".")).toBeDefined();
    }
    expect(Configuration.safeParse(everything).error).toBeUndefined();
  });

  test("names the variable of every key", () => {
    for (const { path } of configurationLeaves())
      expect(example).toContain(` ${environmentVariable(path)}\n`);
  });
});

test("every key says what it is, in a sentence", () => {
  const keys = [...configurationLeaves(), ...configurationKeys()];
  expect(keys.length).toBeGreaterThan(40);
  for (const { path, description } of keys) expect(description, path.join(".")).toMatch(/^[A-Z`].+\.$/);
});

test("a list of entries shows one, says every key of an entry, and that no variable gives it", () => {
  const lists = configurationValues().filter(({ kind }) => kind === "entries");
  expect(lists.map(({ path }) => path.join("."))).toEqual([
    "calendar",
    "maintenance",
    "exclude",
    "formats",
    "notify.sinks",
    "notify.routes",
  ]);
  for (const list of lists) {
    if (list.kind !== "entries") continue;
    const text = example.slice(0, example.indexOf(`#${list.path.join(".")}:\n  - `.replace("\n  ", "\n#  ")));
    for (const { path, description } of list.keys) {
      expect(text.replaceAll("\n# ", " ")).toContain(`- ${path.join(".")}: ${description.slice(0, 20)}`);
    }
    expect(example).not.toContain(environmentVariable(list.path));
  }
});

test("every key that has no default has an example", () => {
  for (const leaf of configurationLeaves()) {
    expect(leaf.defaultValue ?? leaf.example, leaf.path.join(".")).not.toBeNull();
  }
});
