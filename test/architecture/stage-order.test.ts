import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { miniatureWith } from "./support/miniature.ts";
import { repositoryRoot } from "./support/repository.ts";

/** Folder order is data order: a folder imports only from the folders before it. */
const stages = [
  "time",
  "stats",
  "ports",
  "series",
  "window",
  "join",
  "baseline",
  "evidence",
  "topology",
  "correlate",
  "incident",
  "alert",
  "pipeline",
  "evaluate",
] as const;
type Stage = (typeof stages)[number];

/** Scoring compares alerts with labels. It must not look into how the alerts came about. */
const evaluateKnows: ReadonlySet<Stage> = new Set(["time", "stats", "ports", "alert"]);

function mayImport(from: Stage, to: Stage): boolean {
  if (from === to) return true;
  if (from === "evaluate") return evaluateKnows.has(to);
  return stages.indexOf(to) < stages.indexOf(from);
}

const pairs = stages.flatMap((from) => stages.map((to) => ({ from, to, allowed: mayImport(from, to) })));
const importer = (from: Stage, to: Stage): string => `packages/core/src/${from}/from-${to}.ts`;

const files = Object.fromEntries([
  ...stages.map((stage) => [`packages/core/src/${stage}/thing.ts`, `export const ${stage} = 1;\n`]),
  ...pairs.map(({ from, to }) => [importer(from, to), `export { ${to} } from "../${to}/thing.ts";\n`]),
]) as Readonly<Record<string, string>>;

const detours = {
  "packages/core/src/series/nested/deep.ts": `export { window } from "../../window/thing.ts";\n`,
  "packages/core/src/series/by-type.ts": `import type { Frame } from "../window/frame.ts";\nexport type F = Frame;\n`,
  "packages/core/src/series/by-star.ts": `export * from "../window/thing.ts";\n`,
  "packages/core/src/series/by-call.ts": `export const later = import("../window/thing.ts");\n`,
  "packages/core/src/series/by-index.ts": `export { window } from "../index.ts";\n`,
  "packages/core/src/series/by-src.ts": `export { window } from "../../src/window/thing.ts";\n`,
  "packages/core/src/series/by-name.ts": `export { window } from "@tocsin/core";\n`,
};

const miniature = miniatureWith({ ...files, ...detours });
afterAll(() => miniature.remove());
const refused = new Set(
  miniature
    .lint()
    .filter(({ rule }) => rule === "eslint/no-restricted-imports")
    .map(({ file }) => file),
);

test("the stages are the folders of core", () => {
  const folders = readdirSync(join(repositoryRoot, "packages/core/src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.filter((folder) => !stages.includes(folder as Stage))).toEqual([]);
});

describe.each(stages)("%s", (stage) => {
  test("imports from the folders it may know", () => {
    const allowed = pairs.filter(({ from, allowed: isAllowed }) => from === stage && isAllowed);
    expect(allowed.filter(({ from, to }) => refused.has(importer(from, to)))).toEqual([]);
  });

  test("is refused every other folder", () => {
    const banned = pairs.filter(({ from, allowed: isAllowed }) => from === stage && !isAllowed);
    expect(banned.filter(({ from, to }) => !refused.has(importer(from, to)))).toEqual([]);
  });
});

test.each(Object.keys(detours))("%s does not get round the order", (file) => {
  expect(refused.has(file)).toBe(true);
});
