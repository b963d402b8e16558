import { join } from "node:path";
import { counted } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import { labelWords, rateWords, verdictWords } from "./pair-words.ts";
import { rateOf } from "./rates.ts";
import type { BacktestPair } from "./results.ts";

/** What came out, by configuration and recording, and where the rest is. */
export function tableWords(pairs: readonly BacktestPair[], outFolder: string): readonly Block[] {
  const configurations = [...new Set(pairs.map(({ configuration }) => configuration))];
  return [
    ...configurations.flatMap((configuration) => {
      const own = pairs.filter((pair) => pair.configuration === configuration);
      return [
        ...(configurations.length === 1 ? [] : [paragraph(0, [span(configuration, "strong")])]),
        ...own.flatMap(pairBlocks),
        ...totals(own),
        blank,
      ];
    }),
    paragraph(0, [
      `Side by side: ${join(outFolder, "comparison.html")}. For programs: ${join(outFolder, "backtest.json")}.`,
    ]),
  ];
}

function pairBlocks(pair: BacktestPair): readonly Block[] {
  const { name, score } = pair;
  const tone = score?.right === true ? "good" : score?.right === null ? "muted" : "alarm";
  return [
    paragraph(2, [span(name, "strong"), ": ", span(verdictWords(pair), tone)], 4),
    ...(score?.labels ?? []).map((label) =>
      paragraph(4, [label.id === name ? "" : `${label.id}: `, labelWords(label)], 6),
    ),
  ];
}

function totals(pairs: readonly BacktestPair[]): readonly Block[] {
  const scored = pairs.flatMap(({ score }) => (score === null || score.right === null ? [] : [score]));
  if (scored.length === 0) return [];
  const sum = (of: (score: (typeof scored)[number]) => { count: number; days: number }) =>
    scored
      .map(of)
      .reduce((a, b) => ({ count: a.count + b.count, days: a.days + b.days }), { count: 0, days: 0 });
  const together = (of: Parameters<typeof sum>[0]): string => {
    const { count, days } = sum(of);
    return rateWords(rateOf(count, days));
  };
  const of = (provenance: string, words: string): string | null => {
    const own = pairs.filter(
      (pair) => pair.provenance === provenance && typeof pair.score?.right === "boolean",
    );
    const right = own.filter(({ score }) => score?.right === true).length;
    return own.length === 0 ? null : `${right} of ${counted(own.length, words)} right`;
  };
  const kinds = [
    of("recorded", "recording"),
    of("reconstructed", "reconstructed incident"),
    of("simulated", "simulated recording"),
  ].filter((words) => words !== null);
  const right = scored.filter((score) => score.right === true).length;
  const told =
    kinds.length === 0 ? `${right} of ${counted(scored.length, "recording")} right` : kinds.join(", ");
  return [
    blank,
    paragraph(2, [span(told, right === scored.length ? "good" : "alarm")]),
    paragraph(2, [`False simultaneous alarms in quiet time: ${together((score) => score.falseAlarms)}`], 4),
    paragraph(
      2,
      [`Isolated incidents of which no label speaks: ${together((score) => score.isolatedBesides)}`],
      4,
    ),
  ];
}
