import { readFileSync } from "node:fs";
import { join } from "node:path";
import { draw } from "./draw.ts";
import { inEnforcedOrder } from "./enforced-order.ts";
import { readImports } from "./read-imports.ts";

/** The page that bears the picture, from the root of the repository. */
export const architecturePage = "ARCHITECTURE.md";

const core = "packages/core";

/** What the sources under a root import now, as a Mermaid diagram. */
export function importPicture(root: string): string {
  const { packages, folders } = readImports(root, core);
  const lintConfiguration = readFileSync(join(root, ".oxlintrc.json"), "utf8");
  return draw(packages, new Map([[core, inEnforcedOrder(folders, lintConfiguration)]]));
}
