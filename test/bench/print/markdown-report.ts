import { markdownTable, pageWithResults } from "../../support/measuring/results-page.ts";
import type { BenchmarkResult, BenchReport } from "../report.ts";
import { columnTitles, figureCells } from "./figure-cells.ts";
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

function section({ name, what, input, figures, processorShare }: BenchmarkResult): string {
  const share = processorShare === null ? "" : ` ${capital(processorShareInWords(processorShare))}.`;
  return [
    `### ${name}`,
    `${capital(what)}. ${capital(input)}.${share}`,
    markdownTable([columnTitles, ...figures.map(figureCells)], 1),
  ].join("\n\n");
}

/** Columns of equal width, as the formatter wants them. */
const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
