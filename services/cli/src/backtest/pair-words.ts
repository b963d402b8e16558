import { durationOf, measured, percent } from "@tocsin/report/words";
import type { LabelScore, PairScore } from "./pair-score.ts";
import type { Rate } from "./rates.ts";
import type { BacktestPair } from "./results.ts";

/** In a word or a few whether a pair came out as labelled. */
export function verdictWords({ score, problem }: BacktestPair): string {
  if (score === null) return problem ?? "not judged";
  if (score.right === null) return "no labels";
  return score.right ? "right" : score.wrong.join("; ");
}

/** What was measured of a pair, each with its name. */
export function factsOf(score: PairScore): readonly (readonly [name: string, words: string])[] {
  return [
    ...score.labels.map((label): readonly [string, string] => [label.id, labelWords(label)]),
    ...(score.splits + score.merges === 0
      ? []
      : [["Pieces", `${score.splits} too many, ${score.merges} put together`] as const]),
    ...(score.collateralPrecision === null
      ? []
      : [["Said to work, and does", percent(score.collateralPrecision)] as const]),
    ["False alarms", rateWords(score.falseAlarms)],
    ["Isolated besides", rateWords(score.isolatedBesides)],
  ];
}

export function labelWords(label: LabelScore): string {
  if (!label.found) return "missed";
  const { delayMs, onsetErrorMs, endErrorMs, component, precision, recall } = label;
  const off = (what: string, ms: number | null): readonly string[] =>
    ms === null || ms === 0 ? [] : [`${what} ${durationOf(ms)} too ${ms < 0 ? "early" : "late"}`];
  return [
    delayMs === null ? "known" : `known after ${durationOf(Math.max(0, delayMs))}`,
    ...off("onset", onsetErrorMs),
    ...off("end", endErrorMs),
    ...(component === null ? [] : [component]),
    ...(recall === null || precision === null || (recall === 1 && precision === 1)
      ? []
      : [`${percent(recall)} of the members, ${percent(precision)} of those named`]),
  ].join(", ");
}

/** `2 in 14 days, which is 13 per 90 days (1.6 to 46)` */
export function rateWords({ count, days, per90Days, from, to }: Rate): string {
  if (per90Days === null || from === null || to === null) return `${count}`;
  return `${count} in ${measured(days)} days: ${measured(per90Days)} per 90 days (${measured(from)} to ${measured(to)})`;
}
