import { markdownTable, pageWithResults } from "../../support/measuring/results-page.ts";
import type { BenchmarkResult, BenchReport } from "../report.ts";
import { columnTitles, figureCells, inUnit } from "./figure-cells.ts";
import { circumstances, processorShareInWords } from "./report-words.ts";

/** The document with the results between its two marks put in the place of those before. Throws without marks. */
export const withResults = (document: string, report: BenchReport): string =>
  pageWithResults(document, "bench", markdown(report));

function markdown(report: BenchReport): string {
  const list = circumstances(report).map((line) => `- ${line}`);
  return [list.join("\n"), ...report.benchmarks.map(section), ...skippedOf(report)].join("\n\n");
}

const skippedOf = ({ skipped }: BenchReport): readonly string[] =>
  skipped.length === 0 ? [] : [skipped.map(({ name, why }) => `- ${name} was skipped: ${why}`).join("\n")];

function section(result: BenchmarkResult): string {
  const { name, what, input, figures, processorShare } = result;
  const share = processorShare === null ? "" : ` ${capital(processorShareInWords(processorShare))}.`;
  return [
    `### ${name}`,
    `${capital(what)}. ${capital(input)}.${share}`,
    markdownTable([columnTitles, ...figures.map(figureCells)], 1),
    ...barsOf(result),
  ].join("\n\n");
}

const longestBar = 50;

/** Medians as bars of characters, the longest of them whole: they look alike wherever text does. */
function barsOf({ bars = [], figures }: BenchmarkResult): readonly string[] {
  if (bars.length === 0) return [];
  const drawn = bars.map((name) => figures.find((one) => one.name === name)!);
  const most = Math.max(...drawn.map(({ spread }) => spread.median));
  const width = Math.max(...bars.map((name) => name.length));
  const lines = drawn.map(({ name, unit, spread: { median } }) => {
    const bar = "█".repeat(Math.max(1, Math.round((longestBar * median) / most)));
    return `${name.padEnd(width)}  ${bar} ${inUnit(median, unit)}`;
  });
  return [["```text", ...lines, "```"].join("\n")];
}

/** Columns of equal width, as the formatter wants them. */
const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
