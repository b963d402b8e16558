import { readFileSync } from "node:fs";
import { join } from "node:path";
import { draw } from "./draw.ts";
import { inEnforcedOrder } from "./enforced-order.ts";
import { readImports } from "./read-imports.ts";

/** The page that bears the picture, from the root of the repository. */
export const architecturePage = "ARCHITECTURE.md";

const core = "packages/core";

const from = "<!-- Drawn from the imports by `pnpm generate`; change nothing from here on by hand. -->";
const to = "<!-- End of what `pnpm generate` draws. -->";

/** What the sources under a root import now, as a Mermaid diagram. */
export function importPicture(root: string): string {
  const { packages, folders } = readImports(root, core);
  const lintConfiguration = readFileSync(join(root, ".oxlintrc.json"), "utf8");
  return draw({ packages, opened: core, folders: inEnforcedOrder(folders, lintConfiguration) });
}

/** The same page with a picture between its two marks. Throws where it lacks a mark. */
export function withPicture(page: string, picture: string): string {
  const [start, end] = [page.indexOf(from), page.indexOf(to)];
  if (start === -1 || end < start) throw new Error(`${architecturePage} lacks the marks of the picture`);
  return `${page.slice(0, start)}${from}\n\n\`\`\`mermaid\n${picture}\n\`\`\`\n\n${page.slice(end)}`;
}
