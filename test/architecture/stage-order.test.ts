import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { miniatureWith } from "./support/miniature.ts";
import { repositoryRoot } from "./support/repository.ts";
import { mayImport, type Stage, stages } from "./support/stages.ts";

const pairs = stages.flatMap((from) => stages.map((to) => ({ from, to, allowed: mayImport(from, to) })));
const importer = (from: Stage, to: Stage): string => `packages/core/src/${from}/from-${to}.ts`;

const files = Object.fromEntries([
  ...stages.map((stage) => [`packages/core/src/${stage}/index.ts`, `export const ${stage} = 1;\n`]),
  ...pairs.map(({ from, to }) => [importer(from, to), `export { ${to} } from "../${to}/index.ts";\n`]),
]) as Readonly<Record<string, string>>;

const detours = {
  "packages/core/src/reading/nested/deep.ts": `export { window } from "../../window/index.ts";\n`,
  "packages/core/src/reading/by-type.ts": `import type { Frame } from "../window/frame.ts";\nexport type F = Frame;\n`,
  "packages/core/src/reading/by-star.ts": `export * from "../window/index.ts";\n`,
  "packages/core/src/reading/by-call.ts": `export const later = import("../window/index.ts");\n`,
  "packages/core/src/reading/by-index.ts": `export { window } from "../index.ts";\n`,
  "packages/core/src/reading/by-src.ts": `export { window } from "../../src/window/index.ts";\n`,
  "packages/core/src/reading/by-name.ts": `export { window } from "@tocsin/core";\n`,
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
