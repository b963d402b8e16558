import { type ImportGraph, inOrder, withoutDetours } from "./import-graph.ts";

export interface Drawing {
  readonly packages: ImportGraph;
  /** The package that is drawn from within, and its folders in the order in which they are to stand. */
  readonly opened: string;
  readonly folders: ImportGraph;
}

/**
 * The imports as a Mermaid diagram. Arrows go from who imports to what is imported and point upwards, so that the boxes
 * stand in reading order: what needs nothing is at the top. Arrows that follow from others are left out.
 */
export function draw({ packages, opened, folders }: Drawing): string {
  const order = inOrder(packages);
  const boxes = order.flatMap((box) => (box === opened ? openedBox(box, folders) : [`  ${boxOf(box)}`]));
  return [compact, "flowchart BT", ...boxes, ...arrows(packages, order, "  ")].join("\n");
}

function openedBox(box: string, folders: ImportGraph): readonly string[] {
  const order = [...folders.keys()];
  return [
    `  subgraph ${boxOf(box)}`,
    // Not inherited: without it Mermaid turns the inside of the box round.
    "    direction BT",
    ...order.map((folder) => `    ${boxOf(folder)}`),
    ...arrows(folders, order, "    "),
    "  end",
  ];
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
