import type { BenchmarkResult, BenchReport, SkippedBenchmark } from "../report.ts";
import { columnTitles, figureCells } from "./figure-cells.ts";
import { circumstances, processorShareInWords } from "./report-words.ts";

export const headerText = (report: BenchReport): string => `\n${circumstances(report).join("\n")}\n`;

export const skippedText = ({ name, why }: SkippedBenchmark): string => `\n${name}: skipped: ${why}\n`;

/** One benchmark for a terminal: what and on what, and its figures in columns. */
export function benchmarkText({ name, what, input, figures, processorShare }: BenchmarkResult): string {
  const rows = [columnTitles, ...figures.map(figureCells)];
  const widths = columnTitles.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join("  ")}`;
  const share = processorShare === null ? [] : [`  ${processorShareInWords(processorShare)}`];
  return ["", `${name}: ${what}`, `  ${input}`, ...rows.map(line), ...share, ""].join("\n");
}
