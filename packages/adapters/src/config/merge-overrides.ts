import type { Override } from "./environment.ts";

type Section = Readonly<Record<string, unknown>>;

/** A secret and the file that holds it stand for each other: who overrides the one overrides the other. */
const standsFor: Readonly<Record<string, string>> = {
  password: "passwordFile",
  passwordFile: "password",
  token: "tokenFile",
  tokenFile: "token",
};

/** The written value with the overrides put in; it stays as it is where it is no section, for the schema to refuse. */
export function mergeOverrides(written: unknown, overrides: readonly Override[]): unknown {
  const given = new Set(overrides.map(({ path }) => path.join(".")));
  let merged = written;
  for (const { path, value } of overrides) {
    const twin = standsFor[path.at(-1) ?? ""];
    const twinPath = twin === undefined ? [] : [...path.slice(0, -1), twin];
    if (twin !== undefined && !given.has(twinPath.join("."))) merged = changed(merged, twinPath, undefined);
    merged = changed(merged, path, value);
  }
  return merged;
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const step of path) {
    if (!isSection(found)) return undefined;
    found = found[step];
  }
  return found;
}

function changed(value: unknown, path: readonly string[], put: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return put;
  const section = value ?? {};
  if (!isSection(section)) return value;
  const inner = changed(section[step], rest, put);
  const { [step]: _old, ...others } = section;
  return inner === undefined ? others : { ...others, [step]: inner };
}

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
