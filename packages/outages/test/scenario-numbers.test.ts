import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  annotations,
  loadWithdrawnScenario,
  readScenarioDocument,
  WithdrawnScenario,
} from "@tocsin/scenarios";
import { outagesFolder } from "../src/index.ts";

const path = join(outagesFolder, "2021-10-04.yaml");
const document = readScenarioDocument(path);
const found = annotations(document);

describe("the numbers of the 2021-10-04 scenario", () => {
  test("every number and time carries a status, a source and, unless published, a reason", () => {
    expect(found.faults).toEqual([]);
    expect(found.entries.length).toBeGreaterThan(50);
  });

  test("every source key is explained at the end of the file, and every explained key is used", () => {
    const { sources } = z.looseObject({ sources: z.record(z.string(), z.string()) }).parse(document);
    const used = new Set(found.entries.flatMap(({ entry }) => entry.source));
    expect([...used].sort()).toEqual(Object.keys(sources).sort());
  });

  test("what is called published or derived names a publication", () => {
    const own = new Set(["own", "world"]);
    for (const { path: place, entry } of found.entries) {
      const publications = entry.source.filter((key) => !own.has(key));
      if (entry.status !== "assumed") expect(publications, place).not.toEqual([]);
    }
  });
});

describe("a scenario file with a gap in its annotations", () => {
  test("a bare number is found wherever it stands", () => {
    expect(annotations({ a: { b: 7 } }).faults).toEqual(["a.b: 7 carries no status"]);
    expect(annotations({ a: ["2021-10-04T15:40:00Z"] }).faults).toEqual([
      "a.0: 2021-10-04T15:40:00Z carries no status",
    ]);
  });

  test("an entry without source, without reason or with an unknown status is found", () => {
    const entry = { value: 1, status: "assumed", source: ["own"], why: "because it was chosen" };
    expect(annotations({ entry }).faults).toEqual([]);
    for (const broken of [{ source: [] }, { why: undefined }, { status: "guessed" }])
      expect(annotations({ entry: { ...entry, ...broken } }).faults).toHaveLength(1);
  });

  test("the file's own schema refuses a number that lost its annotation", () => {
    expect(() => loadWithdrawnScenario(path)).not.toThrow();
    const bare = { ...z.looseObject({}).parse(document), seed: 7 };
    expect(WithdrawnScenario.safeParse(bare).success).toBe(false);
  });
});
