import { afterAll, expect, test } from "vitest";
import { miniatureWith } from "./support/miniature.ts";

/** Each treats zero, or an empty text, as if it were nothing. */
const falsyZeros = {
  "condition.ts": `export const known = (count: number): string => (count ? "some" : "none");`,
  "statement.ts": `export function first(count: number): number { if (count) return count; return -1; }`,
  "negation.ts": `export const missing = (deviation: number): boolean => !deviation;`,
  "and.ts": `export const both = (mean: number, deviation: number): boolean => mean > 1 && !deviation;`,
  "or.ts": `export const orOne = (count: number): number => count || 1;`,
  "optional.ts": `export const given = (count: number | undefined): boolean => (count ? true : false);`,
  "nullable.ts": `export const or = (count: number | null): number => (count ? count : 1);`,
  "text.ts": `export const named = (name: string): boolean => (name ? true : false);`,
  "loop.ts": `export function drain(left: number): void { while (left) return; }`,
};

const accepted = `export const known = (count: number | undefined): string => (count === undefined ? "none" : "some");
export const positive = (count: number): boolean => count > 0;
export const orOne = (count: number | undefined): number => count ?? 1;
export const present = (reading: object | undefined): string => (reading ? "some" : "none");
`;

const sourceFolders = ["packages/core/src/reading", "packages/adapters/src/file", "services/cli/src"];

const miniature = miniatureWith(
  Object.fromEntries(
    sourceFolders.flatMap((folder) => [
      ...Object.entries(falsyZeros).map(([name, text]) => [`${folder}/${name}`, `${text}\n`]),
      [`${folder}/accepted.ts`, accepted],
    ]),
  ) as Readonly<Record<string, string>>,
);
afterAll(() => miniature.remove());
const findings = miniature.lint();

const refusals = sourceFolders.flatMap((folder) =>
  Object.keys(falsyZeros).map((name) => `${folder}/${name}`),
);

test.each(refusals)("a falsy zero is refused in %s", (path) => {
  expect(findings.filter(({ file }) => file === path).map(({ rule }) => rule)).toContain(
    "typescript/strict-boolean-expressions",
  );
});

test.each(sourceFolders)("a question that means what it asks is accepted in %s", (folder) => {
  expect(findings.filter(({ file }) => file === `${folder}/accepted.ts`)).toEqual([]);
});
