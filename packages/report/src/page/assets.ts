import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { bundleScripts } from "./bundle-scripts.ts";
import { style } from "./style.ts";

const resolveFrom = createRequire(import.meta.url);

function packageFile(name: string): string {
  return readFileSync(resolveFrom.resolve(name), "utf8");
}

/** uPlot's licence asks that its text goes wherever the code goes. */
export function pageScript(): string {
  const licence = packageFile("uplot/LICENSE").trim();
  const chartLibrary = packageFile("uplot/dist/uPlot.iife.min.js").trim();
  const ownScript = bundleScripts(new URL("../client/main.js", import.meta.url));
  return inScript(`/*!\n${licence}\n*/\n${chartLibrary}\n${ownScript}\n`);
}

export function pageStyle(): string {
  return `${packageFile("uplot/dist/uPlot.min.css").trim()}\n${style}`;
}

/** Nothing in a script may end its element or open a comment in the markup. */
function inScript(text: string): string {
  if (/<\/script|<!--/i.test(text))
    throw new Error("a script of the report contains markup that would end it");
  return text;
}
