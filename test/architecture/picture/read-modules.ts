import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ImportGraph, inOrder } from "./import-graph.ts";
import { foldersOf, graphOf, sourceImports } from "./source-imports.ts";

/** The imports within one folder at two sizes. Folders are named `reader/`, files `feed.ts`. */
export interface ModuleImports {
  /** Between the folder's modules: each folder in it, and each file that stands in it beside its door, `index.ts`. */
  readonly modules: ImportGraph;
  /** Between the files of each module that is a folder, by its name; in an order in which each needs those before it. */
  readonly files: ReadonlyMap<string, ImportGraph>;
}

/** Reads the imports of the sources in a folder. Folders in its folders count as part of these. */
export function readModules(root: string, folder: string): ModuleImports {
  const imports = sourceImports(root, folder);
  const named = (boxes: readonly string[], within: string): ImportGraph => {
    const short = (path: string): string =>
      `${path.slice(within.length + 1)}${path.endsWith(".ts") ? "" : "/"}`;
    const graph = [...graphOf(boxes, imports)];
    return new Map(graph.map(([box, targets]) => [short(box), new Set([...targets].map(short))]));
  };
  const folders = foldersOf(root, folder).map((name) => `${folder}/${name}`);
  return {
    modules: named([...folders, ...filesIn(root, folder)], folder),
    files: new Map(
      folders.map((path) => [`${path.slice(folder.length + 1)}/`, ordered(named(filesIn(root, path), path))]),
    ),
  };
}

const ordered = (graph: ImportGraph): ImportGraph =>
  new Map(inOrder(graph).map((box) => [box, graph.get(box) ?? new Set()]));

const filesIn = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && entry.name !== "index.ts")
    .map(({ name }) => `${folder}/${name}`)
    .toSorted();
