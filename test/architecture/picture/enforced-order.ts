import type { ImportGraph } from "./import-graph.ts";

/**
 * The folders of a graph in the order that the linter's configuration holds them to, so that the picture shows the
 * order that counts. Throws where the linter does not know a folder.
 */
export function inEnforcedOrder(folders: ImportGraph, lintConfiguration: string): ImportGraph {
  const named = lintConfiguration.matchAll(/"packages\/core\/src\/([\w-]+)\/\*\*\/\*\.ts"/g);
  const order = [...new Set([...named].map(([, name = ""]) => name))];
  const unknown = [...folders.keys()].filter((folder) => !order.includes(folder));
  if (unknown.length > 0) throw new Error(`no rule of the linter names ${unknown.join(", ")}`);
  return new Map(
    order.flatMap((folder) => {
      const own = folders.get(folder);
      return own === undefined ? [] : [[folder, own] as const];
    }),
  );
}
