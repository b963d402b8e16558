import { styleText } from "node:util";
import type { CliIo, CliOutput } from "../io.ts";
import { type Block, layOut, type Span, type Tone } from "./layout.ts";

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<Exclude<Tone, "plain">, Style>> = {
  strong: "bold",
  alarm: ["bold", "red"],
  warning: "yellow",
  good: "green",
  muted: "dim",
};

/**
 * Whether to colour a stream. NO_COLOR (no-color.org) wins over FORCE_COLOR; without either only a terminal is
 * coloured, unless TERM is `dumb`. An empty variable counts as unset; FORCE_COLOR=0 means no.
 */
export function wantsColour(output: CliOutput, env: CliIo["env"]): boolean {
  const isSet = (name: string): boolean => env[name] !== undefined && env[name] !== "";
  if (isSet("NO_COLOR")) return false;
  if (isSet("FORCE_COLOR")) return env["FORCE_COLOR"] !== "0" && env["FORCE_COLOR"] !== "false";
  return output.isTTY === true && env["TERM"] !== "dumb";
}

/** Columns when the stream is not a terminal, or says nothing. */
const defaultColumns = 80;
const fewestColumns = 40;
/** Longer lines are hard to read. */
const mostColumns = 100;

export function widthOf(output: CliOutput): number {
  const columns = output.columns !== undefined && output.columns > 0 ? output.columns : defaultColumns;
  return Math.min(mostColumns, Math.max(fewestColumns, columns));
}

/** Blocks as text with line ends, broken to the stream's width and coloured if it wants colour. */
export function render(blocks: readonly Block[], output: CliOutput, env: CliIo["env"]): string {
  const colour = wantsColour(output, env);
  const lines = layOut(blocks, widthOf(output));
  return lines.map((line) => `${line.map((part) => paint(part, colour)).join("")}\n`).join("");
}

function paint({ text, tone }: Span, colour: boolean): string {
  if (!colour || tone === "plain") return text;
  return styleText(styles[tone], text, { validateStream: false });
}
