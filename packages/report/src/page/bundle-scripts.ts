import { readFileSync } from "node:fs";

/** `import { a, b } from "./file.js";` on one line or several: the only form that the page's scripts use. */
const importPattern = /^import \{[^}]*\} from "(\.\/[^"]+)";$/gm;
const anyImport = /^import\b.*$/m;

/**
 * The module at `entry` and all that it imports as one classic script. Modules share one strict block, in which two
 * top-level names that are the same are a syntax error. Only named imports from `./` are understood.
 */
export function bundleScripts(entry: URL): string {
  const sources = new Map<string, string>();
  collect(entry, sources);
  return `(() => {\n"use strict";\n{\n${[...sources.values()].join("\n")}}\n})();`;
}

/** Imports before importers, as their top-level constants need it. */
function collect(module: URL, sources: Map<string, string>): void {
  if (sources.has(module.href)) return;
  const text = readFileSync(module, "utf8");
  for (const [, path] of text.matchAll(importPattern)) collect(new URL(path as string, module), sources);
  sources.set(module.href, withoutModuleSyntax(text, module));
}

function withoutModuleSyntax(text: string, module: URL): string {
  const inlined = text
    .replace(importPattern, "")
    .replace(/^export (?=(async )?function|const|let)/gm, "")
    .replace(/^export \{\};?$/gm, "")
    .replace(/^\/\/# sourceMappingURL=.*$/gm, "")
    .replace(/^[ \t]*\/\*\*(?:(?!\*\/)[\s\S])*\*\/[ \t]*$/gm, "")
    .replace(/\n\s*\n+/g, "\n");
  const left = anyImport.exec(inlined) ?? /^export\b.*$/m.exec(inlined);
  if (left !== null) throw new Error(`${module.href}: cannot inline "${left[0]}"`);
  return inlined;
}
