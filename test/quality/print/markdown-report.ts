import { markdownTable, pageWithResults } from "../../support/measuring/results-page.ts";
import { familyNames } from "@tocsin/worlds";
import type { QualityReport } from "../judge/report.ts";
import { figure, limitsOf } from "./figures.ts";

/** The document with the results between its two marks put in the place of those before. Throws without marks. */
export const withResults = (document: string, report: QualityReport): string =>
  pageWithResults(document, "bench:detection", markdown(report));

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
    markdownTable([["goal", "target", "measured", "95 % limits", ""], ...rows]),
    "By family:",
    markdownTable([["goal", ...familyNames], ...byFamily]),
    list.join("\n"),
  ].join("\n\n");
}

/** Columns of equal width, as the formatter wants them. */
