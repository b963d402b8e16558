import { type Goal, isReached, type SetResult, targetInWords } from "./goal.ts";

const begin = "<!-- Written by `pnpm bench:real --markdown`; change nothing from here on by hand. -->";
const end = "<!-- End of what `pnpm bench:real --markdown` writes. -->";

const verdict = (goal: Goal): string => (isReached(goal) ? "reached" : "NOT reached");

/** The results for a terminal. */
export function inWords(results: readonly SetResult[]): string {
  return results
    .map(({ name, goals, details, cannotTell }) =>
      [
        name,
        ...goals.map((goal) => `  ${goal.what}: ${goal.value} (${targetInWords(goal)}): ${verdict(goal)}`),
        ...details.map((line) => `    ${line}`),
        ...cannotTell.map((line) => `  cannot tell: ${line}`),
      ].join("\n"),
    )
    .join("\n\n");
}

/** The document with the results between its two marks. Throws without marks. */
export function withResults(document: string, results: readonly SetResult[]): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`the file lacks the lines between which results stand: ${begin} and ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${results.map(section).join("\n\n")}\n\n${document.slice(to)}`;
}

function section({ name, goals, details, cannotTell }: SetResult): string {
  const cells = goals.map((goal) => [goal.what, String(goal.value), targetInWords(goal), verdict(goal)]);
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");
  return [
    `## ${name}`,
    table([["what", "value", "target", ""], ...cells]),
    list(details),
    "What it cannot tell:",
    list(cannotTell),
  ].join("\n\n");
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join("\n");
}
