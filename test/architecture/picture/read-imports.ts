import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImportGraph } from "./import-graph.ts";
import { foldersOf, graphOf, sourceImports } from "./source-imports.ts";

/** The imports of a workspace at two sizes. */
export interface WorkspaceImports {
  /** Between packages, each named by its folder: `packages/core`. */
  readonly packages: ImportGraph;
  /** Between the folders of the opened package's `src`. Files that stand in `src` itself belong to none. */
  readonly folders: ImportGraph;
}

/**
 * Reads the imports of every `packages/…/src` and `services/…/src` under a root. Paths come back relative to the root
 * with `/` between the parts; what is outside the workspace (Node, npm) has no box and makes no arrow.
 */
export function readImports(root: string, opened: string): WorkspaceImports {
  const packages = packageFolders(root);
  const byName = new Map(packages.map((folder) => [packageName(root, folder), folder]));
  const imports = packages.flatMap((folder) =>
    sourceImports(root, `${folder}/src`, (path) => packageOf(path, byName)),
  );
  const folders = foldersOf(root, `${opened}/src`).map((name) => `${opened}/src/${name}`);
  const short = (path: string): string => path.slice(`${opened}/src/`.length);
  const between = graphOf(folders, imports);
  return {
    packages: graphOf(packages, imports),
    folders: new Map(
      [...between].map(([folder, own]) => [short(folder), new Set([...own].map((path) => short(path)))]),
    ),
  };
}

/** `@tocsin/adapters/kafka` is of the package `@tocsin/adapters`. */
function packageOf(path: string, byName: ReadonlyMap<string, string>): string | undefined {
  const name = [...byName.keys()].find((known) => path === known || path.startsWith(`${known}/`));
  return name === undefined ? undefined : byName.get(name);
}

const packageFolders = (root: string): readonly string[] =>
  ["packages", "services"].flatMap((parent) => foldersOf(root, parent).map((name) => `${parent}/${name}`));

const packageName = (root: string, folder: string): string => {
  const manifest: unknown = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  return (manifest as { readonly name: string }).name;
};
