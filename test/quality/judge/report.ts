import { type FamilyName, familyNames } from "@tocsin/worlds";
import type { WorldResults } from "../results.ts";
import { type Curve, curvesOf } from "./curves.ts";
import type { Judged, Measured, Unit } from "./goal.ts";
import { goals } from "./goals.ts";

export interface QualityReport {
  readonly detectorVersion: string;
  readonly seeds: readonly [number, number];
  readonly quietDays: number;
  readonly failures: number;
  readonly goals: readonly JudgedGoal[];
  readonly curves: readonly Curve[];
}

export interface JudgedGoal {
  readonly id: string;
  readonly words: string;
  readonly target: string;
  readonly unit: Unit;
  readonly all: Judged;
  readonly families: Readonly<Partial<Record<FamilyName, Judged>>>;
}

export function reportOf(
  results: readonly WorldResults[],
  facts: Pick<QualityReport, "detectorVersion" | "seeds">,
): QualityReport {
  const all = measuredIn(results);
  const families = familyNames
    .map((family) => [family, results.filter(({ quiet }) => quiet.family === family)] as const)
    .filter(([, own]) => own.length > 0);
  return {
    ...facts,
    quietDays: all.quiet.reduce((sum, { days }) => sum + days, 0),
    failures: all.trials.length,
    goals: goals.map(({ id, words, target, unit, judge }) => ({
      id,
      words,
      target,
      unit,
      all: judge(all),
      families: Object.fromEntries(families.map(([family, own]) => [family, judge(measuredIn(own))])),
    })),
    curves: curvesOf(all),
  };
}

const measuredIn = (results: readonly WorldResults[]): Measured => ({
  quiet: results.map(({ quiet }) => quiet),
  trials: results.flatMap(({ trials }) => trials),
  namings: results.flatMap(({ namings }) => namings),
});
