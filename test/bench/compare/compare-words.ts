import { inUnit } from "../print/figure-cells.ts";
import { short } from "../print/numbers.ts";
import type { Baseline } from "./baseline.ts";
import { allowedShare, compare, type Compared } from "./compare.ts";

/** What a comparison says, for a terminal; and whether anything is worse by more than a tenth. */
export interface Comparison {
  readonly text: string;
  readonly worse: number;
}

export function comparison(base: Baseline, now: Baseline, where: string): Comparison {
  const both = compare(base, now);
  const worse = both.filter(({ worseBy }) => worseBy > allowedShare);
  const better = both.filter(({ worseBy }) => worseBy < -allowedShare);
  const lines = [
    "",
    `beside ${where}: ${base.takenAt.slice(0, 16).replace("T", " ")} UTC, ${base.size} run, Node ${base.node}, ${base.commit === null ? "no commit known" : `commit ${base.commit}`}`,
    ...strangers(base, now),
    both.length === 0
      ? "  no ratio stands in both"
      : `  ${both.length} ratios and sizes stand in both: ${worse.length} worse by more than a tenth, ${better.length} better by more than a tenth`,
    ...worse.map((one) => `  worse:  ${lineOf(one)}`),
    ...better.map((one) => `  better: ${lineOf(one)}`),
    "",
  ];
  return { text: lines.join("\n"), worse: worse.length };
}

function strangers(base: Baseline, now: Baseline): readonly string[] {
  if (base.kind === now.kind) return [];
  return [`  that was a machine of another kind (${base.kind}), so only a ratio can be held against it`];
}

function lineOf({ base, now, isWithinSpread }: Compared): string {
  const noise = isWithinSpread ? "; the middle halves overlap, so it may be noise" : "";
  const change = (100 * (now.median - base.median)) / base.median;
  const percent = `${change > 0 ? "+" : "-"}${short(Math.abs(change))} %`;
  return `${now.benchmark}, ${now.name}: ${inUnit(base.median, base.unit)} before, ${inUnit(now.median, now.unit)} now (${percent})${noise}`;
}
