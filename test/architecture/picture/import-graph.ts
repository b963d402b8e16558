/** Who imports from whom: every box by its name, with the boxes that it imports from. */
export type ImportGraph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The boxes in an order in which each imports only from those before it. Where the imports leave it open, what rests
 * on fewer layers comes first, and then the alphabet decides. Throws where boxes import each other in a circle.
 */
export function inOrder(graph: ImportGraph): readonly string[] {
  const layers = new Map<string, number>();
  for (const box of graph.keys()) findLayer(graph, box, { layers, path: [] });
  const layerOf = (box: string): number => layers.get(box) ?? 0;
  return [...graph.keys()].toSorted((a, b) => layerOf(a) - layerOf(b) || (a < b ? -1 : 1));
}

interface Search {
  readonly layers: Map<string, number>;
  /** How the search came to a box, so that it notices when it comes back. */
  readonly path: readonly string[];
}

/** The longest way from a box down to one that needs nothing, in arrows. */
function findLayer(graph: ImportGraph, box: string, { layers, path }: Search): number {
  const known = layers.get(box);
  if (known !== undefined) return known;
  if (path.includes(box))
    throw new Error(`they import each other: ${[...path.slice(path.indexOf(box)), box].join(", ")}`);
  const below = [...targets(graph, box)].map((target) =>
    findLayer(graph, target, { layers, path: [...path, box] }),
  );
  const layer = Math.max(-1, ...below) + 1;
  layers.set(box, layer);
  return layer;
}

/** The same graph without the arrows that follow from others: where A imports B and B imports C, A to C is left out. */
export function withoutDetours(graph: ImportGraph): ImportGraph {
  const reached = new Map<string, ReadonlySet<string>>();
  for (const box of inOrder(graph)) {
    const direct = [...targets(graph, box)];
    reached.set(box, new Set(direct.flatMap((target) => [target, ...(reached.get(target) ?? [])])));
  }
  const isDetour = (box: string, target: string): boolean =>
    [...targets(graph, box)].some((between) => reached.get(between)?.has(target) === true);
  return new Map(
    [...graph].map(([box, own]) => [box, new Set([...own].filter((target) => !isDetour(box, target)))]),
  );
}

const targets = (graph: ImportGraph, box: string): ReadonlySet<string> => graph.get(box) ?? new Set();
