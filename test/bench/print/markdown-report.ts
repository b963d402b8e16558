import type { BenchmarkResult, BenchReport } from "../report.ts";
import { columnTitles, figureCells } from "./figure-cells.ts";
import { circumstances, processorShareInWords } from "./report-words.ts";

const begin = "<!-- Written by `pnpm bench --markdown`; change nothing from here on by hand. -->";
const end = "<!-- End of what `pnpm bench --markdown` writes. -->";

/** The document with the results between its two marks put in the place of those before. Throws without marks. */
export function withResults(document: string, report: BenchReport): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`the file lacks the lines between which results stand: ${begin} and ${end}`);
  return document.slice(0, from + begin.length) + `\n\n${markdown(report)}\n\n` + document.slice(to);
}

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
    table(figures.map(figureCells)),
  ].join("\n\n");
}

/** Columns of equal width, as the formatter wants them. */
function table(cells: readonly (readonly string[])[]): string {
  const rows = [columnTitles, ...cells];
  const widths = columnTitles.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(columnTitles), `| ${rule.join(" | ")} |`, ...cells.map(line)].join("\n");
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
