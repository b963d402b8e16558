import { markdownTable, pageWithResults } from "../../support/measuring/results-page.ts";
import { type Goal, isReached, type SetResult, targetInWords } from "./goal.ts";

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
export const withResults = (document: string, results: readonly SetResult[]): string =>
  pageWithResults(document, "bench:real", results.map(section).join("\n\n"));

function section({ name, goals, details, cannotTell }: SetResult): string {
  const cells = goals.map((goal) => [goal.what, String(goal.value), targetInWords(goal), verdict(goal)]);
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");
  return [
    `## ${name}`,
    markdownTable([["what", "value", "target", ""], ...cells]),
    list(details),
    "What it cannot tell:",
    list(cannotTell),
  ].join("\n\n");
}
