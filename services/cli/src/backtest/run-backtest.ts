import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ConfigFault, Loaded } from "@tocsin/adapters/config";
import type { BacktestExpectation, Labels } from "@tocsin/contracts";
import { detectorVersion } from "@tocsin/core";
import { writeTruth } from "@tocsin/outages";
import { exitCodes, ProcessFault, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { faultBlocks } from "../settings/faults.ts";
import { loadSettings } from "../settings/settings.ts";
import { render } from "../terminal/paint.ts";
import { type BacktestCase, casesOf } from "./cases.ts";
import { comparisonPage } from "./comparison-page.ts";
import { differences, type Difference, loadExpectation } from "./expectation.ts";
import { tellGitHub } from "./github.ts";
import { judgedPairs } from "./judged-pairs.ts";
import type { BacktestRequest } from "./request.ts";
import type { BacktestFile, BacktestPair } from "./results.ts";
import { tableWords } from "./table-words.ts";
import { type Variant, variantsOf } from "./variants.ts";

/** A case with the files that a replay of it reads, and its labels. */
export interface ReadyCase {
  readonly of: BacktestCase;
  readonly recording: string;
  readonly topologyFile: string | null;
  readonly labelsFile: string | null;
  readonly labels: Labels | null;
}

/** `tocsin backtest`: resolves with the exit code, or rejects with a `ProcessFault`. */
export async function runBacktest(request: BacktestRequest, io: CliIo): Promise<number> {
  const { variants, expected, cases } = await prepared(request, io);
  const pairs = await judgedPairs({ request, cases, variants }, io);
  if (pairs === null) return exitCodes.interrupted;
  const differing = expected === null ? null : differences(expected, pairs);
  const file = resultsOf(pairs, differing);
  await writeFile(join(request.outFolder, "backtest.json"), `${JSON.stringify(file, null, 2)}\n`);
  await writeFile(join(request.outFolder, "comparison.html"), comparisonPage(cases, variants, pairs));
  await tell({ request, pairs, differing, file }, io);
  if (pairs.some(({ problem }) => problem !== null)) return exitCodes.input;
  return differing !== null && differing.length > 0 ? exitCodes.checkFailed : exitCodes.done;
}

interface Prepared {
  readonly variants: readonly Variant[];
  readonly expected: BacktestExpectation | null;
  readonly cases: readonly ReadyCase[];
}

/** All that can be wrong with what was asked is found before anything is judged. */
async function prepared(request: BacktestRequest, io: CliIo): Promise<Prepared> {
  const { outFolder, expectFile } = request;
  await mkdir(join(outFolder, "recordings"), { recursive: true }).catch((error: unknown) => {
    throw usageFault(
      `cannot make the folder ${outFolder}: ${error instanceof Error ? error.message : String(error)}`,
      "Choose another with --out.",
    );
  });
  const variants = await loadedOr(await variantsOf(request), io);
  const expected = expectFile === null ? null : await loadedOr(await loadExpectation(expectFile), io);
  const cases: ReadyCase[] = [];
  for (const one of casesOf(request.what, request)) {
    const files = await filesOf(one, join(outFolder, "recordings"));
    for (const [index, { file }] of variants.entries()) {
      const { labels } = await loadedOr(await loadSettings({ ...files, configFile: file }), io);
      if (index === 0) cases.push({ of: one, ...files, labels });
    }
  }
  return { variants, expected, cases };
}

async function loadedOr<Value>(loaded: Loaded<Value>, io: CliIo): Promise<Value> {
  if (loaded.kind === "loaded") return loaded.value;
  const faults: readonly ConfigFault[] = loaded.faults;
  await write(io.stderr, render(faultBlocks(faults), io.stderr, io.env));
  throw new ProcessFault(exitCodes.usage, "nothing was judged, because of these faults");
}

/** Topology and labels of an outage are written beside the place of its recording. */
async function filesOf(one: BacktestCase, folder: string): Promise<Omit<ReadyCase, "of" | "labels">> {
  if (one.kind === "recording") return one;
  const { outage } = one;
  const [topologyFile, labelsFile] = await writeTruth(outage, folder);
  return { recording: join(folder, `${outage.scenario.name}.jsonl.gz`), topologyFile, labelsFile };
}

function resultsOf(pairs: readonly BacktestPair[], differing: readonly Difference[] | null): BacktestFile {
  return {
    tocsinBacktest: 1,
    detectorVersion,
    pairs: pairs.map(({ drawing: _drawing, ...pair }) => pair),
    differences: differing,
  };
}

interface Told {
  readonly request: BacktestRequest;
  readonly pairs: readonly BacktestPair[];
  readonly differing: readonly Difference[] | null;
  readonly file: BacktestFile;
}

async function tell({ request, pairs, differing, file }: Told, io: CliIo): Promise<void> {
  if (request.json) await write(io.stdout, `${JSON.stringify(file)}\n`);
  else if (!request.quiet)
    await write(io.stdout, render(tableWords(pairs, request.outFolder), io.stdout, io.env));
  for (const { name, problem } of pairs)
    if (problem !== null) await write(io.stderr, `tocsin: ${name}: ${problem}\n`);
  for (const one of differing ?? [])
    await write(io.stderr, `tocsin: not as expected: ${differenceWords(one)}\n`);
  await tellGitHub(pairs, differing, io);
}

const differenceWords = ({ name, configuration, words }: Difference): string =>
  `${name}${configuration === null ? "" : ` (${configuration})`}: ${words}`;
