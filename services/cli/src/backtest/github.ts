import { appendFile } from "node:fs/promises";
import { type CliIo, write } from "../io.ts";
import type { Difference } from "./expectation.ts";
import { labelWords, verdictWords } from "./pair-words.ts";
import type { BacktestPair } from "./results.ts";

/**
 * In GitHub Actions: a table in the summary of the job, and an error mark for each thing that is not as expected. Elsewhere
 * nothing.
 */
export async function tellGitHub(
  pairs: readonly BacktestPair[],
  differing: readonly Difference[] | null,
  io: CliIo,
): Promise<void> {
  const file = io.env["GITHUB_STEP_SUMMARY"];
  if (file !== undefined && file !== "") await appendFile(file, summaryOf(pairs, differing));
  if (io.env["GITHUB_ACTIONS"] !== "true") return;
  for (const { name, configuration, words } of differing ?? []) {
    const title = configuration === null ? name : `${name} (${configuration})`;
    await write(io.stderr, `::error title=${property(`tocsin backtest: ${title}`)}::${message(words)}\n`);
  }
}

function summaryOf(pairs: readonly BacktestPair[], differing: readonly Difference[] | null): string {
  const right = pairs.filter(({ score }) => score?.right === true).length;
  const rows = pairs.map((pair) => {
    const labels = (pair.score?.labels ?? []).map((label) => `${label.id}: ${labelWords(label)}`).join("; ");
    return `| ${[pair.name, pair.configuration, verdictWords(pair), labels].map(cell).join(" | ")} |`;
  });
  const wrong = (differing ?? []).map(({ name, words }) => `- ${cell(name)}: ${cell(words)}`);
  return [
    `## tocsin backtest: ${right} of ${pairs.length} as labelled`,
    "",
    "| recording | configuration | outcome | what was told |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    ...(wrong.length === 0 ? [] : ["Not as expected:", "", ...wrong, ""]),
  ].join("\n");
}

/** Names are other people's: nothing in them may be markup or end a cell. */
const cell = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>|&]/g, "\\$&").replaceAll(/\s+/g, " ");

const message = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
