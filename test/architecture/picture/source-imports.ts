import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { importedPaths } from "./imported-paths.ts";
import type { ImportGraph } from "./import-graph.ts";

export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Boxes are folders or files: an import counts for the boxes in which its two ends lie, if they are two. */
export function graphOf(boxes: readonly string[], imports: readonly Import[]): ImportGraph {
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

/**
 * What the source files of a folder import from files, and from packages of which `folderOf` knows the folder. Paths are
 * relative to the root with `/` between the parts.
 */
export function sourceImports(
  root: string,
  folder: string,
  folderOf: (packagePath: string) => string | undefined = () => undefined,
): readonly Import[] {
  return sourceFiles(root, folder).flatMap((from) =>
    importedPaths(from, readFileSync(join(root, from), "utf8")).flatMap((path) => {
      const to = path.startsWith(".") ? posix.join(posix.dirname(from), path) : folderOf(path);
      return to === undefined ? [] : [{ from, to }];
    }),
  );
}

function sourceFiles(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sourceFiles(root, path);
      return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : [];
    });
}

export const foldersOf = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
