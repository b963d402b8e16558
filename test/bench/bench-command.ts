import { type CommandIo, measuringCommand } from "../support/measuring/measuring-command.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BenchOptions, help, readOptions } from "./bench-options.ts";
import { type Baseline, baselineOf, machineKind, readBaseline } from "./compare/baseline.ts";
import { comparison } from "./compare/compare-words.ts";
import { type KeptBaselines, keptBaselines } from "./compare/kept-baselines.ts";
import { describeMachine } from "./machine/describe-machine.ts";
import { withResults } from "./print/markdown-report.ts";
import { findCheckout } from "./clone/found-checkout.ts";
import { findBroker } from "./kafka/found-broker.ts";
import { findInflux } from "./influx/found-influx.ts";
import { findPeers } from "./peers/found-peers.ts";
import { benchmarkText, headerText, skippedText } from "./print/text-report.ts";
import type { BenchReport } from "./report.ts";
import { runBench } from "./run-bench.ts";

export interface BenchIo extends CommandIo {
  /** Where recordings and what replays write are kept. */
  readonly folder: string;
  /** Where ratios are kept by kind of machine. */
  readonly baselines: string;
}

/** Runs `pnpm bench` and resolves with its exit code. */
export const benchCommand = async (argv: readonly string[], io: BenchIo): Promise<number> =>
  await measuringCommand({ name: "bench", help, read: readOptions, measure }, argv, io);

async function measure(options: BenchOptions, io: BenchIo): Promise<void> {
  const { size, only, repetitions, jsonPath, markdownPath } = options;
  const kept = keptBaselines(io.baselines);
  const base = baseOf(options, kept);
  const report = await runBench({
    size,
    only,
    repetitions,
    folder: io.folder,
    onResult: (result) => io.stdout.write(benchmarkText(result)),
    onSkipped: (skipped) => io.stdout.write(skippedText(skipped)),
    findBroker,
    findInflux,
    findPeers: async () => await findPeers(join(io.folder, "peers")),
    findCheckout: () => findCheckout(import.meta.dirname),
  });
  io.stdout.write(headerText(report));
  if (jsonPath !== null) writeFileSync(jsonPath, `${JSON.stringify(report, null, 2)}\n`);
  if (markdownPath !== null) {
    writeFileSync(markdownPath, withResults(readFileSync(markdownPath, "utf8"), report));
  }
  const worse = base === null ? 0 : tellComparison(base, report, io);
  if (options.isKept) io.stdout.write(`kept in ${kept.keep(baselineOf(report))}\n`);
  if (worse > 0 && options.isStrict)
    throw new Error(`${worse} ${worse === 1 ? "figure is" : "figures are"} worse by more than a tenth`);
}

/** What a run is held against, and how it is called. */
interface Base {
  readonly baseline: Baseline | null;
  readonly where: string;
}

/** Found before anything is measured, so that a wrong name costs no minutes. */
function baseOf({ beside, size }: BenchOptions, kept: KeptBaselines): Base | null {
  if (beside === null) return null;
  if (beside === "kept") {
    const of = { kind: machineKind(describeMachine()), size };
    return { baseline: kept.find(of), where: kept.pathOf(of) };
  }
  const baseline = readBaseline(readFileSync(beside.path, "utf8"), beside.path);
  if (baseline.size === size) return { baseline, where: beside.path };
  throw new Error(
    `${beside.path} is of a ${baseline.size} run and this is a ${size} one, which works on other inputs: ${size === "quick" ? "leave --quick away" : "add --quick"}`,
  );
}

/** Says what is worse and what is better, and returns how much is worse by more than a tenth. */
function tellComparison({ baseline, where }: Base, report: BenchReport, io: BenchIo): number {
  if (baseline === null) {
    io.stdout.write(
      `\nnothing is compared: there is no ${where}; --keep writes it on this kind of machine\n`,
    );
    return 0;
  }
  const { text, worse } = comparison(baseline, baselineOf(report), where);
  io.stdout.write(text);
  return worse;
}
