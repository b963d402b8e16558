import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { draw } from "./picture/draw.ts";
import { inEnforcedOrder } from "./picture/enforced-order.ts";
import { type ImportGraph, inOrder, withoutDetours } from "./picture/import-graph.ts";
import { importedPaths } from "./picture/imported-paths.ts";
import { readImports } from "./picture/read-imports.ts";
import { readModules } from "./picture/read-modules.ts";

const graph = (arrows: Readonly<Record<string, readonly string[]>>): ImportGraph =>
  new Map(Object.entries(arrows).map(([box, targets]) => [box, new Set(targets)]));

describe("what a file imports", () => {
  test.each([
    [`import { a } from "./a.ts";`, ["./a.ts"]],
    [`import "./effect.ts";`, ["./effect.ts"]],
    [`import type { A } from "./type.ts";`, ["./type.ts"]],
    [`import { type A, type B } from "./types.ts";`, ["./types.ts"]],
    [`export { a } from "./some.ts";`, ["./some.ts"]],
    [`export * from "./all.ts";`, ["./all.ts"]],
    [`export * as all from "./named.ts";`, ["./named.ts"]],
    [`export type { A } from "./type.ts";`, ["./type.ts"]],
    [`export const later = () => import("./later.ts");`, ["./later.ts"]],
    [`export type A = import("./in-type.ts").A;`, ["./in-type.ts"]],
    [
      `import "./one.ts";\nexport * from "./two.ts";\nimport "./one.ts";`,
      ["./one.ts", "./two.ts", "./one.ts"],
    ],
  ])("%s", (text, paths) => {
    expect(importedPaths("file.ts", text)).toEqual(paths);
  });

  test.each([
    `// import "./comment.ts";`,
    `export const text = 'import "./text.ts"';`,
    `export const own = 1;\nexport { own as other };`,
    `export const later = (name: string) => import(name);`,
  ])("nothing: %s", (text) => {
    expect(importedPaths("file.ts", text)).toEqual([]);
  });

  test("a file that is no TypeScript is refused by name", () => {
    expect(() => importedPaths("packages/core/src/broken.ts", "import {")).toThrow(
      "packages/core/src/broken.ts",
    );
  });
});

describe("order", () => {
  test("each box stands after all that it imports from", () => {
    expect(inOrder(graph({ a: ["b", "c"], b: ["c"], c: [] }))).toEqual(["c", "b", "a"]);
  });

  test("what the imports leave open is decided by layers, then by the alphabet", () => {
    expect(inOrder(graph({ z: [], a: ["z"], y: [], b: ["a"] }))).toEqual(["y", "z", "a", "b"]);
  });

  test("a circle is refused by its names", () => {
    expect(() => inOrder(graph({ a: ["b"], b: ["c"], c: ["b"] }))).toThrow("each other: b, c, b");
  });
});

test("an arrow that follows from others is left out, and no other", () => {
  const drawn = withoutDetours(graph({ a: ["b", "c", "d"], b: ["c"], c: [], d: [] }));
  expect(drawn).toEqual(graph({ a: ["b", "d"], b: ["c"], c: [], d: [] }));
});

describe("the order that the linter holds", () => {
  const rules = (...folders: readonly string[]): string =>
    folders.map((name) => `{ "files": ["packages/core/src/${name}/**/*.ts"] }`).join(",\n");

  test("decides, and a folder of the linter that is not there is passed over", () => {
    const ordered = inEnforcedOrder(graph({ a: ["b"], b: [] }), rules("b", "gone", "a"));
    expect([...ordered.keys()]).toEqual(["b", "a"]);
  });

  test("must know every folder", () => {
    expect(() => inEnforcedOrder(graph({ a: [], b: [] }), rules("b"))).toThrow("names a");
  });
});

describe("a tree", () => {
  const roots: string[] = [];
  afterEach(() => roots.splice(0).forEach((root) => rmSync(root, { recursive: true })));

  function tree(files: Readonly<Record<string, string>>): string {
    const root = mkdtempSync(join(tmpdir(), "tocsin-picture-"));
    roots.push(root);
    const manifests = ["packages/core", "packages/adapters", "services/cli"].map(
      (folder) =>
        [`${folder}/package.json`, JSON.stringify({ name: folder.replace(/^\w+/, "@tocsin") })] as const,
    );
    for (const [path, text] of [...manifests, ...Object.entries(files)]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return root;
  }

  const small = {
    "packages/core/src/index.ts": `export * from "./late/thing.ts";\nexport * from "./alone/thing.ts";`,
    "packages/core/src/early/thing.ts": `import { median } from "simple-statistics";\nexport const early = median;`,
    "packages/core/src/middle/deep/thing.ts": `import type { T } from "../../early/thing.ts";\nexport type M = T;`,
    "packages/core/src/late/thing.ts": `export * from "../middle/deep/thing.ts";\nexport * from "../early/thing.ts";`,
    "packages/core/src/alone/thing.ts": `import "./other.ts";`,
    "packages/core/src/alone/other.ts": `export {};`,
    "packages/core/test/late.test.ts": `import "../../adapters/src/file/read.ts";`,
    "packages/adapters/src/file/read.ts": `import { early } from "@tocsin/core";\nimport "node:fs";\nexport { early };`,
    "services/cli/src/main.ts": `export const run = () => import("@tocsin/adapters/file");\nimport "@tocsin/core";`,
    "services/cli/src/page.css": `@import "not-a-source.css";`,
  };

  test("gives the imports between packages and between the folders of the opened one", () => {
    const { packages, folders } = readImports(tree(small), "packages/core");
    expect(packages).toEqual(
      graph({
        "packages/adapters": ["packages/core"],
        "packages/core": [],
        "services/cli": ["packages/adapters", "packages/core"],
      }),
    );
    expect(folders).toEqual(graph({ alone: [], early: [], late: ["middle", "early"], middle: ["early"] }));
  });

  test("becomes a picture: every box, arrows upwards to what is imported, no arrow that follows from others", () => {
    const { packages, folders } = readImports(tree(small), "packages/core");
    expect(draw(packages, new Map([["packages/core", folders]]))).toBe(
      `%%{init: {"flowchart": {"rankSpacing": 24}}}%%
flowchart BT
  subgraph box_packages_core["packages/core"]
    direction BT
    box_alone["alone"]
    box_early["early"]
    box_late["late"]
    box_middle["middle"]
    box_late --> box_middle
    box_middle --> box_early
  end
  box_packages_adapters["packages/adapters"]
  box_services_cli["services/cli"]
  box_packages_adapters --> box_packages_core
  box_services_cli --> box_packages_adapters`,
    );
  });

  const part = "packages/adapters/src/part";
  const modules = {
    [`${part}/index.ts`]: `export * from "./top.ts";`,
    [`${part}/top.ts`]: `export * from "./reader/reader.ts";\nexport * from "./bottom/bytes.ts";\nimport "./index.ts";`,
    [`${part}/reader/reader.ts`]: `export * from "./feed.ts";\nexport * from "../bottom/bytes.ts";`,
    [`${part}/reader/feed.ts`]: `import "../bottom/index.ts";`,
    [`${part}/bottom/index.ts`]: `export * from "./bytes.ts";`,
    [`${part}/bottom/bytes.ts`]: `import { early } from "@tocsin/core";\nexport const own = early;`,
  };

  test("gives the imports between the modules of a folder, and between the files of each", () => {
    expect(readModules(tree({ ...small, ...modules }), part)).toEqual({
      modules: graph({ "bottom/": [], "reader/": ["bottom/"], "top.ts": ["reader/", "bottom/"] }),
      files: new Map([
        ["bottom/", graph({ "bytes.ts": [] })],
        ["reader/", graph({ "feed.ts": [], "reader.ts": ["feed.ts"] })],
      ]),
    });
  });

  test("boxes that Mermaid would take for one are refused", () => {
    const inner = new Map([["reader/", graph({ "top.ts": [] })]]);
    expect(() => draw(graph({ "reader/": [], "top.ts": [] }), inner)).toThrow("box_top_ts");
  });
});
