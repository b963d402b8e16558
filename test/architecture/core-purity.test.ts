import { afterAll, describe, expect, test } from "vitest";
import { miniatureWith } from "./support/miniature.ts";
import { filesUnder, readText } from "./support/repository.ts";

const folder = "packages/core/src/reading";

/** Snippet by file name, and the name which the compiler must not know in core. */
const doesNotCompile = {
  "console.ts": [`console.log("seen");`, "console"],
  "timer.ts": [`setTimeout(() => undefined, 1);`, "setTimeout"],
  "interval.ts": [`setInterval(() => undefined, 1);`, "setInterval"],
  "process.ts": [`export const mode = process.env["MODE"];`, "process"],
  "file.ts": [`import { readFileSync } from "node:fs";\nexport const read = readFileSync;`, "node:fs"],
  "stats-type.ts": [`import type { Stats } from "node:fs";\nexport type Size = Stats["size"];`, "node:fs"],
  "stopwatch.ts": [`export const now = performance.now();`, "performance"],
  "network.ts": [`export const answer = fetch("https://example.org");`, "fetch"],
  "random-bytes.ts": [`export const id = crypto.randomUUID();`, "crypto"],
  "buffer.ts": [`export const bytes = Buffer.from("a");`, "Buffer"],
  "schema.ts": [`import { z } from "zod";\nexport const schema = z.string();`, "zod"],
  "yaml.ts": [`import { parse } from "yaml";\nexport const read = parse;`, "yaml"],
  "contract.ts": [
    `import { topicNames } from "@tocsin/contracts";\nexport const topics = topicNames;`,
    "@tocsin/contracts",
  ],
  "outside.ts": [
    `import { outside } from "../../test/outside.ts";\nexport const inside = outside;`,
    "rootDir",
  ],
} as const;

/** What compiles, because the language itself has it or the workspace's root has it installed, but is refused by the linter. */
const isLinted = {
  "now.ts": [`export const now = Date.now();`, "eslint/no-restricted-globals"],
  "new-date.ts": [`export const now = new Date();`, "eslint/no-restricted-globals"],
  "date-type.ts": [
    `export const clock = (): number => globalThis.Date.now();`,
    "eslint/no-restricted-globals",
  ],
  "random.ts": [`export const chance = Math.random();`, "eslint/no-restricted-properties"],
  "random-taken.ts": [`export const { random } = Math;`, "eslint/no-restricted-properties"],
  "zone.ts": [`export const zone = new Intl.DateTimeFormat();`, "eslint/no-restricted-properties"],
  "locale.ts": [`export const text = (1.5).toLocaleString();`, "eslint/no-restricted-properties"],
  "order.ts": [`export const order = "a".localeCompare("b");`, "eslint/no-restricted-properties"],
  "dev-tool.ts": [`import fc from "fast-check";\nexport const tool = fc;`, "eslint/no-restricted-imports"],
  "node.ts": [`import { join } from "node:path";\nexport const path = join;`, "eslint/no-restricted-imports"],
  "dynamic.ts": [`export const later = import("vitest");`, "eslint/no-restricted-imports"],
  "type-import.ts": [`export type Tool = import("vitest").Mock;`, "typescript/consistent-type-imports"],
  "escape.ts": [
    `import { test } from "../../../adapters/src/a.ts";\nexport const a = test;`,
    "eslint/no-restricted-imports",
  ],
} as const;

const good = {
  [`${folder}/good.ts`]: [
    `import { median } from "simple-statistics";`,
    `import type { Milliseconds } from "../time/milliseconds.ts";`,
    `export const middle = (delaysMs: readonly Milliseconds[]): number => Math.abs(median([...delaysMs]));`,
    ``,
  ].join("\n"),
  "packages/core/src/time/milliseconds.ts": `export type Milliseconds = number & { readonly unit: "ms" };\n`,
};

const inFolder = (
  snippets: Readonly<Record<string, readonly [string, string]>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(snippets).map(([name, [text]]) => [`${folder}/${name}`, `${text}\n`]));

const bad = miniatureWith({
  ...inFolder(doesNotCompile),
  ...inFolder(isLinted),
  "packages/core/test/outside.ts": "export const outside = 1;\n",
});
const clean = miniatureWith(good);
afterAll(() => {
  bad.remove();
  clean.remove();
});

describe("core does not compile", () => {
  const findings = bad.compile("packages/core");

  test.each(Object.entries(doesNotCompile))("%s", (name, [, unknown]) => {
    const messages = findings
      .filter(({ file }) => file === `${folder}/${name}`)
      .map(({ message }) => message);
    expect(messages.join("\n")).toContain(unknown);
  });
});

describe("core is refused by the linter", () => {
  const findings = bad.lint();

  test.each(Object.entries(isLinted))("%s", (name, [, expected]) => {
    const rules = findings.filter(({ file }) => file === `${folder}/${name}`).map(({ rule }) => rule);
    expect(rules).toContain(expected);
  });
});

test("a pure file compiles and is not refused, so the refusals above mean something", () => {
  expect(clean.compile("packages/core")).toEqual([]);
  expect(clean.lint()).toEqual([]);
});

test("no file of core switches the linter or the compiler off", () => {
  const sources = filesUnder("packages/core/src");
  expect(sources).not.toHaveLength(0);
  const switched = sources.filter((file) =>
    /(oxlint|eslint)-disable|@ts-(ignore|expect-error|nocheck)/.test(readText(file)),
  );
  expect(switched).toEqual([]);
});
