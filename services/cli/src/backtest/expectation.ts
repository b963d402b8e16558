import { loadYamlFile, type Loaded } from "@tocsin/adapters/config";
import { BacktestExpectation, type BacktestWanted } from "@tocsin/contracts";
import type { BacktestPair } from "./results.ts";

export const loadExpectation = (file: string): Promise<Loaded<BacktestExpectation>> =>
  loadYamlFile<BacktestExpectation>(file, BacktestExpectation);

/** One thing that is not as expected. */
export interface Difference {
  readonly name: string;
  readonly configuration: string | null;
  readonly words: string;
}

/** Everything that differs from what is expected, in the order of the pairs. */
export function differences(
  expected: BacktestExpectation,
  pairs: readonly BacktestPair[],
): readonly Difference[] {
  const judged = new Set(pairs.map(({ name }) => name));
  const absent = Object.keys(expected.cases ?? {}).filter((name) => !judged.has(name));
  return [
    ...pairs.flatMap((pair) => {
      const wanted = { ...expected.all, ...expected.cases?.[pair.name] };
      const { name, configuration } = pair;
      return differs(wanted, pair).map((words) => ({ name, configuration, words }));
    }),
    ...absent.map((name) => ({ name, configuration: null, words: "is expected and was not judged" })),
  ];
}

const minuteMs = 60_000;

function differs(wanted: BacktestWanted, pair: BacktestPair): readonly string[] {
  const { score, problem } = pair;
  if (score === null) return [problem ?? "it was not judged"];
  if (score.right === null) return ["there are no labels to judge it by"];
  const found: string[] = [];
  if (wanted.right === true && !score.right) found.push(score.wrong.join("; "));
  if (wanted.right === false && score.right) found.push("it is right, and is expected to be wrong");
  for (const { id, delayMs, onsetErrorMs, precision, recall } of score.labels) {
    const over = (what: string, ms: number | null, most: number | undefined): void => {
      if (most !== undefined && (ms === null || Math.abs(ms) > most * minuteMs))
        found.push(
          `${id}: ${what} ${ms === null ? "is not known" : `${ms / minuteMs} min`}, at most ${most} min`,
        );
    };
    const under = (what: string, share: number | null, least: number | undefined): void => {
      if (least !== undefined && share !== null && share < least)
        found.push(`${id}: ${what} ${share}, at least ${least}`);
    };
    over("delay", delayMs === null ? null : Math.max(0, delayMs), wanted.delayMinutesAtMost);
    over("onset error", onsetErrorMs, wanted.onsetErrorMinutesAtMost);
    under("precision", precision, wanted.precisionAtLeast);
    under("recall", recall, wanted.recallAtLeast);
  }
  const most = (what: string, count: number, limit: number | undefined): void => {
    if (limit !== undefined && count > limit) found.push(`${what}: ${count}, at most ${limit}`);
  };
  most("false simultaneous alarms", score.falseAlarms.count, wanted.falseAlarmsAtMost);
  most("isolated incidents besides", score.isolatedBesides.count, wanted.isolatedBesidesAtMost);
  most("pieces too many", score.splits, wanted.splitsAtMost);
  return found;
}
