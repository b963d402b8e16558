import { type ImportGraph, inOrder, withoutDetours } from "./import-graph.ts";

/**
 * The imports as a Mermaid diagram. Arrows go from who imports to what is imported and point upwards, so that the boxes
 * stand in reading order: what needs nothing is at the top. Arrows that follow from others are left out. A box that is
 * opened shows what is within, in the order that its graph has. Throws where two boxes would be one to Mermaid.
 */
export function draw(graph: ImportGraph, opened: ReadonlyMap<string, ImportGraph>): string {
  const order = inOrder(graph);
  refuseDoubles([...order, ...[...opened.values()].flatMap((within) => [...within.keys()])]);
  const boxes = order.flatMap((box) => {
    const within = opened.get(box);
    return within === undefined ? [`  ${boxOf(box)}`] : openedBox(box, within);
  });
  return [compact, "flowchart BT", ...boxes, ...arrows(graph, order, "  ")].join("\n");
}

function openedBox(box: string, within: ImportGraph): readonly string[] {
  const order = [...within.keys()];
  return [
    `  subgraph ${boxOf(box)}`,
    // Not inherited: without it Mermaid turns the inside of the box round.
    "    direction BT",
    ...order.map((inner) => `    ${boxOf(inner)}`),
    ...arrows(within, order, "    "),
    "  end",
  ];
}

function refuseDoubles(names: readonly string[]): void {
  const ids = names.map((name) => idOf(name));
  const double = names.find((name, index) => ids.indexOf(idOf(name)) !== index);
  if (double !== undefined) throw new Error(`two boxes would be ${idOf(double)}`);
}

function arrows(graph: ImportGraph, order: readonly string[], indent: string): readonly string[] {
  const drawn = withoutDetours(graph);
  return order.flatMap((box) =>
    order
      .filter((target) => drawn.get(box)?.has(target) === true)
      .map((target) => `${indent}${idOf(box)} --> ${idOf(target)}`),
  );
}

const boxOf = (name: string): string => `${idOf(name)}["${name}"]`;

/** Half of Mermaid's own distance between rows, so that the picture fits on a screen. */
const compact = `%%{init: {"flowchart": {"rankSpacing": 24}}}%%`;

/** Mermaid takes no slash in an id, and a few words, `end` among them, mean something to it. */
const idOf = (name: string): string => `box_${name.replaceAll(/\W/g, "_")}`;
