import type { ConfigFault } from "./config-fault.ts";
import {
  type ConfigurationLeaf,
  configurationLeaves,
  configurationValues,
  type LeafValue,
} from "./configuration-keys.ts";
import { didYouMean } from "./did-you-mean.ts";

/** The variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A value of the configuration that a variable gives. */
export interface Override {
  readonly path: readonly string[];
  readonly variable: string;
  readonly value: LeafValue;
}

export interface Overrides {
  readonly values: readonly Override[];
  readonly faults: readonly ConfigFault[];
}

/** What the faults call the place of a variable. */
export const environmentPlace = "environment";

const prefix = "TOCSIN_";
/** Settings of the tests; no configuration. */
const testPrefix = "TOCSIN_TEST_";

/**
 * `TOCSIN_` and the path in upper snake case.
 *
 * @example environmentVariable(["kafka", "sasl", "passwordFile"]) === "TOCSIN_KAFKA_SASL_PASSWORD_FILE"
 */
export function environmentVariable(path: readonly string[]): string {
  const words = path.map((name) =>
    name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[a-zA-Z])(?=[0-9])/g, "_").toUpperCase(),
  );
  return `${prefix}${words.join("_")}`;
}

/**
 * Reads the variables that begin with `TOCSIN_`. One that is empty counts as not set. One that no key has, or whose
 * text is no number where one is asked for, is a fault; no fault holds the text itself, for it may be a secret. Lists of
 * entries have no variable.
 */
export function readEnvironment(environment: Environment): Overrides {
  const leaves = new Map(configurationLeaves().map((leaf) => [environmentVariable(leaf.path), leaf]));
  const values: Override[] = [];
  const faults: ConfigFault[] = [];
  for (const variable of Object.keys(environment).sort()) {
    if (!variable.startsWith(prefix) || variable.startsWith(testPrefix)) continue;
    const leaf = leaves.get(variable);
    const written = environment[variable] ?? "";
    if (leaf === undefined) faults.push(unknownVariable(variable, leaves.keys()));
    else if (written !== "") {
      const value = valueOf(leaf, written);
      if (value === null) faults.push(unreadable(leaf, variable));
      else values.push({ path: leaf.path, variable, value });
    }
  }
  return { values, faults };
}

/** A fault about a variable. */
function environmentFault(code: ConfigFault["code"], path: string, message: string): ConfigFault {
  return { code, file: environmentPlace, line: 1, column: 1, path, message };
}

function valueOf(leaf: ConfigurationLeaf, written: string): LeafValue | null {
  switch (leaf.type) {
    case "text":
      return written;
    case "list":
      return written
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "");
    case "boolean":
      return written === "true" ? true : written === "false" ? false : null;
    case "whole":
    case "number":
      return /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : null;
  }
}

const expected = {
  text: "text",
  list: "a list with commas",
  boolean: "true or false",
  whole: "a whole number",
  number: "a number",
} as const;

function unreadable({ type, path }: ConfigurationLeaf, variable: string): ConfigFault {
  return environmentFault("config-schema", path.join("."), `${variable} must be ${expected[type]}`);
}

function unknownVariable(variable: string, known: Iterable<string>): ConfigFault {
  const entries = configurationValues().find(
    ({ kind, path }) => kind === "entries" && environmentVariable(path) === variable,
  );
  if (entries !== undefined) {
    const name = entries.path.join(".");
    return environmentFault("config-unknown-key", name, `${name} holds entries that only the file can give`);
  }
  const nearest = didYouMean(
    variable.slice(prefix.length),
    [...known].map((name) => name.slice(prefix.length)),
  );
  const meant = nearest === null ? "" : ` (did you mean "${prefix}${nearest}"?)`;
  return environmentFault("config-unknown-key", "", `unknown variable ${variable}${meant}`);
}
