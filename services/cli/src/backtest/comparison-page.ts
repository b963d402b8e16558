import { detectorVersion } from "@tocsin/core";
import { type ComparedCase, type ComparedPair, comparisonDocument } from "@tocsin/report";
import { factsOf, verdictWords } from "./pair-words.ts";
import type { BacktestPair } from "./results.ts";
import type { ReadyCase } from "./run-backtest.ts";
import type { Variant } from "./variants.ts";

/** `comparison.html`: what each configuration said of each recording, side by side. */
export function comparisonPage(
  cases: readonly ReadyCase[],
  variants: readonly Variant[],
  pairs: readonly BacktestPair[],
): string {
  return comparisonDocument({
    detectorVersion,
    configurations: variants.map(({ name }) => name),
    cases: cases.map(({ of, labels }): ComparedCase => ({
      name: of.name,
      title: of.kind === "outage" ? of.outage.scenario.title : null,
      labels,
      pairs: pairs.filter(({ name }) => name === of.name).map(comparedPair),
    })),
  });
}

function comparedPair(pair: BacktestPair): ComparedPair {
  const right = pair.score?.right === true;
  return {
    configuration: pair.configuration,
    right,
    wrong: right ? [] : [verdictWords(pair)],
    facts: pair.score === null ? [] : factsOf(pair.score),
    drawing: pair.drawing ?? { strip: null, rowsLeftOut: 0, incidents: [] },
  };
}
