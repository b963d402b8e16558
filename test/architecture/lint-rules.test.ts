import { afterAll, describe, expect, test } from "vitest";
import { miniatureWith } from "./support/miniature.ts";
import { readText } from "./support/repository.ts";

/** For every rule that the configuration switches on by name: a file that breaks it. */
const violations: Readonly<Record<string, string>> = {
  "eslint/eqeqeq": `export const same = (a: string, b: string) => a == b;`,
  "eslint/max-lines": "export {};\n".repeat(401),
  "eslint/max-lines-per-function": `export function long(): void {\n${"\n".repeat(80)}}`,
  "eslint/max-params": `export const five = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];`,
  "eslint/no-console": `console.log("seen");`,
  "eslint/no-else-return": `export function pick(a: boolean): number { if (a) { return 1; } else { return 2; } }`,
  "eslint/no-implicit-coercion": `export const yes = (a: string) => !!a;`,
  "eslint/no-param-reassign": `export function change(a: number): number { a = 2; return a; }`,
  "eslint/no-restricted-globals": `export const now = Date.now();`,
  "eslint/no-restricted-imports": `export * from "kafkajs";`,
  "eslint/no-restricted-properties": `export const text = (1).toLocaleString();`,
  "eslint/no-unused-vars": `const unused = 1;`,
  "eslint/no-var": `export var old = 1;`,
  "eslint/no-warning-comments": ["// TO", "DO: later\n", "export const later = 1;"].join(""),
  "eslint/prefer-const": `export function constant(): number { let a = 1; return a; }`,
  "import/no-commonjs": `export const loaded: unknown = require("node:fs");`,
  "import/no-cycle": `import { other } from "./other.ts";\nexport const one = (): number => other();`,
  "import/no-default-export": `export default 1;`,
  "import/no-duplicates": `import { join } from "node:path";\nimport { sep } from "node:path";\nexport const parts = [join, sep];`,
  "import/no-mutable-exports": `export let count = 1;\ncount = 2;`,
  "typescript/await-thenable": `export async function wait(): Promise<void> { await 1; }`,
  "typescript/ban-ts-comment": `// @ts-ignore\nexport const ignored = 1;`,
  "typescript/consistent-type-definitions": `export type Shape = { readonly a: number };`,
  "typescript/consistent-type-imports": `import { Stats } from "node:fs";\nexport type Size = Stats;`,
  "typescript/no-deprecated": `/** @deprecated use another */\nexport const old = 1;\nexport const used = old;`,
  "typescript/no-explicit-any": `export const anything = (a: any): void => a;`,
  "typescript/no-floating-promises": `Promise.resolve(1);`,
  "typescript/no-misused-promises": `export const always = (p: Promise<boolean>): number => (p ? 1 : 2);`,
  "typescript/no-misused-spread": `export const copied = (a: Map<string, number>): object => ({ ...a });`,
  "typescript/no-unnecessary-condition": `export const known = (a: { b: 1 }): number => a?.b;`,
  "typescript/no-unsafe-argument": `export const parsed = Math.abs(JSON.parse("1"));`,
  "typescript/no-unsafe-assignment": `export const value = JSON.parse("1");`,
  "typescript/no-unsafe-call": `const f = JSON.parse("1"); f();`,
  "typescript/no-unsafe-member-access": `export const inner = JSON.parse("1").inner as unknown;`,
  "typescript/no-unsafe-return": `export const read = (): number => JSON.parse("1");`,
  "typescript/only-throw-error": `export function fail(): never { throw "text"; }`,
  "typescript/prefer-nullish-coalescing": `export const or = (a: object | null) => a || {};`,
  "typescript/require-array-sort-compare": `export const sorted = (a: number[]): number[] => a.toSorted();`,
  "typescript/return-await": `export async function wait(p: Promise<number>): Promise<number> { try { return p; } catch { return 1; } }`,
  "typescript/strict-boolean-expressions": `export const some = (count: number): number => (count ? 1 : 2);`,
  "typescript/switch-exhaustiveness-check": `export function of(a: "x" | "y"): void { switch (a) { case "x": } }`,
  "unicorn/filename-case": `export const named = 1;`,
  "unicorn/no-abusive-eslint-disable": `// oxlint-disable\nexport const hidden = 1;`,
  "unicorn/prefer-node-protocol": `export { join } from "path";`,
  "unicorn/prefer-number-properties": `export const number = parseFloat("1");`,
  "unicorn/throw-new-error": `export function fail(): never { throw TypeError("no"); }`,
};

interface Configuration {
  readonly rules: Readonly<Record<string, unknown>>;
  readonly overrides: readonly { readonly rules: Readonly<Record<string, unknown>> }[];
}

const configuration = JSON.parse(readText(".oxlintrc.json").replaceAll(/^\s*\/\/.*$/gm, "")) as Configuration;

const switchedOn = [configuration, ...configuration.overrides]
  .flatMap(({ rules }) => Object.entries(rules))
  .filter(([, setting]) => setting !== "off")
  .map(([rule]) => rule);

/** The clock is banned in core alone; everything else holds in any source folder. */
const folderOf = (rule: string): string =>
  rule === "eslint/no-restricted-globals" ? "packages/core/src/reading" : "services/cli/src/violations";

const fileOf = (rule: string): string => {
  const name = rule.replaceAll("/", "-");
  return `${folderOf(rule)}/${rule === "unicorn/filename-case" ? "FileName" : name}.ts`;
};

const miniature = miniatureWith({
  ...Object.fromEntries(Object.entries(violations).map(([rule, text]) => [fileOf(rule), `${text}\n`])),
  "services/cli/src/violations/other.ts": `import { one } from "./import-no-cycle.ts";\nexport const other = (): number => one();\n`,
  "packages/core/test/floating.test.ts": `Promise.resolve(1);\n`,
  "test/golden/floating.test.ts": `Promise.resolve(1);\n`,
});
afterAll(() => miniature.remove());
const findings = miniature.lint();

test("every rule that is switched on has a violation here", () => {
  expect([...new Set(switchedOn)].toSorted()).toEqual(Object.keys(violations).toSorted());
});

describe("a violation is refused:", () => {
  test.each(Object.keys(violations))("%s", (rule) => {
    expect(findings.filter(({ file }) => file === fileOf(rule)).map((finding) => finding.rule)).toContain(
      rule,
    );
  });
});

test.each(["packages/core/test/floating.test.ts", "test/golden/floating.test.ts"])(
  "rules that need types reach tests: %s",
  (path) => {
    expect(findings.filter(({ file }) => file === path).map(({ rule }) => rule)).toContain(
      "typescript/no-floating-promises",
    );
  },
);
