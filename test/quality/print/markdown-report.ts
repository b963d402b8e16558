import { familyNames } from "@tocsin/worlds";
import type { QualityReport } from "../judge/report.ts";
import { figure, limitsOf } from "./figures.ts";

const begin = "<!-- Written by `pnpm bench:detection --markdown`; change nothing from here on by hand. -->";
const end = "<!-- End of what `pnpm bench:detection --markdown` writes. -->";

/** The document with the results between its two marks put in the place of those before. Throws without marks. */
export function withResults(document: string, report: QualityReport): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`the file lacks the lines between which results stand: ${begin} and ${end}`);
  return document.slice(0, from + begin.length) + `\n\n${markdown(report)}\n\n` + document.slice(to);
}

function markdown(report: QualityReport): string {
  const { detectorVersion, seeds, quietDays, failures, goals, curves } = report;
  const facts = `Detector ${detectorVersion}, seeds ${seeds[0]} to ${seeds[1]}: ${Math.round(quietDays)} quiet days and ${failures} failures.`;
  const rows = goals.map(({ words, target, unit, all }) => [
    words,
    target,
    figure(all, unit),
    limitsOf(all, unit),
    all.verdict,
  ]);
  const byFamily = goals.map(({ words, unit, families }) => [
    words,
    ...familyNames.map((family) => {
      const judged = families[family];
      return judged === undefined ? "-" : figure(judged, unit);
    }),
  ]);
  const list = curves.map(
    ({ words, points }) =>
      `- ${words}: ${points.map(({ from, found, of }) => `from ${from}: ${found} of ${of}`).join(", ")}`,
  );
  return [
    facts,
    table([["goal", "target", "measured", "95 % limits", ""], ...rows]),
    "By family:",
    table([["goal", ...familyNames], ...byFamily]),
    list.join("\n"),
  ].join("\n\n");
}

/** Columns of equal width, as the formatter wants them. */
function table(cells: readonly (readonly string[])[]): string {
  const widths = cells[0]!.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const rule = widths.map((width) => "-".repeat(width));
  const [title, ...rest] = cells;
  return [line(title!), `| ${rule.join(" | ")} |`, ...rest.map(line)].join("\n");
}
