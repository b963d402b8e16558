import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { importedPaths } from "./imported-paths.ts";
import type { ImportGraph } from "./import-graph.ts";

/** The imports of a workspace at two sizes. */
export interface WorkspaceImports {
  /** Between packages, each named by its folder: `packages/core`. */
  readonly packages: ImportGraph;
  /** Between the folders of the opened package's `src`. Files that stand in `src` itself belong to none. */
  readonly folders: ImportGraph;
}

interface Import {
  readonly from: string;
  readonly to: string;
}

/**
 * Reads the imports of every `packages/…/src` and `services/…/src` under a root. Paths come back relative to the root
 * with `/` between the parts; what is outside the workspace (Node, npm) has no box and makes no arrow.
 */
export function readImports(root: string, opened: string): WorkspaceImports {
  const packages = packageFolders(root);
  const byName = new Map(packages.map((folder) => [packageName(root, folder), folder]));
  const imports = packages.flatMap((folder) => sourceImports(root, `${folder}/src`, byName));
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

/** Boxes are folders: an import counts for the boxes in which its two ends lie, if they are two. */
function graphOf(boxes: readonly string[], imports: readonly Import[]): ImportGraph {
  const graph = new Map(boxes.map((box) => [box, new Set<string>()]));
  const boxOf = (path: string): string | undefined =>
    boxes.find((box) => path === box || path.startsWith(`${box}/`));
  for (const { from, to } of imports) {
    const [importer, imported] = [boxOf(from), boxOf(to)];
    if (importer !== undefined && imported !== undefined && importer !== imported)
      graph.get(importer)?.add(imported);
  }
  return graph;
}

function sourceImports(root: string, folder: string, byName: ReadonlyMap<string, string>): readonly Import[] {
  return sourceFiles(root, folder).flatMap((from) =>
    importedPaths(from, readFileSync(join(root, from), "utf8")).flatMap((path) => {
      const to = path.startsWith(".") ? posix.join(posix.dirname(from), path) : packageOf(path, byName);
      return to === undefined ? [] : [{ from, to }];
    }),
  );
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

function sourceFiles(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sourceFiles(root, path);
      return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : [];
    });
}

const foldersOf = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
