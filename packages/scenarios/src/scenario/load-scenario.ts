import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { isStaged, type Scenario, StagedScenario, WithdrawnScenario } from "./scenario.ts";

/**
 * Reads a scenario file.
 * @throws Error that names the file and each fault in it.
 */
export function loadScenario(path: string): Scenario {
  const document = whole(path);
  const schema = isObject(document) && "outage" in document ? WithdrawnScenario : StagedScenario;
  const result = schema.safeParse(document);
  if (!result.success) throw new Error(`${path} is not a scenario:\n${z.prettifyError(result.error)}`);
  return result.data;
}

/** One that is like 2021-10-04. @throws Error also where it is another. */
export function loadWithdrawnScenario(path: string): WithdrawnScenario {
  const scenario = loadScenario(path);
  if (isStaged(scenario)) throw new Error(`${path} is not a scenario of withdrawn routes`);
  return scenario;
}

/** The file as it is written, annotations and all, without what it is based on. */
export function readScenarioDocument(path: string): unknown {
  return parse(readFileSync(path, "utf8"));
}

/** The scenario file and those on which it is based: what a recording is made from. */
export function scenarioFiles(path: string): readonly string[] {
  return [path, ...basesOf(readScenarioDocument(path)).map((base) => join(dirname(path), base))];
}

/** Of the files that a scenario is based on, these parts hold for it too: an ordinary day, not what happened. */
const inherited = ["transport", "normal", "noise", "quietDays"] as const;

function basesOf(document: unknown): readonly string[] {
  if (!isObject(document) || document["basedOn"] === undefined) return [];
  return z.array(z.string().regex(/^[\w./-]+\.yaml$/)).parse(document["basedOn"]);
}

function whole(path: string): unknown {
  const document = readScenarioDocument(path);
  if (!isObject(document) || document["basedOn"] === undefined) return document;
  const { basedOn: _basedOn, ...own } = document;
  const bases = basesOf(document).map((base) => partsOf(readScenarioDocument(join(dirname(path), base))));
  return [...bases, own].reduce((before, after) => merged(before, after));
}

function partsOf(document: unknown): unknown {
  if (!isObject(document)) return {};
  return Object.fromEntries(inherited.flatMap((key) => (key in document ? [[key, document[key]]] : [])));
}

/** Tables of both together; where both say something, the later file holds. */
function merged(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const both = Object.entries(after).map(([key, value]) => [
    key,
    key in before ? merged(before[key], value) : value,
  ]);
  return { ...before, ...Object.fromEntries(both) };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
