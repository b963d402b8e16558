import { type CommandIo, measuringCommand } from "../support/measuring/measuring-command.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { type BenchOptions, help, readOptions } from "./bench-options.ts";
import { withResults } from "./print/markdown-report.ts";
import { findBroker } from "./kafka/found-broker.ts";
import { benchmarkText, headerText, skippedText } from "./print/text-report.ts";
import { runBench } from "./run-bench.ts";

export interface BenchIo extends CommandIo {
  /** Where recordings and what replays write are kept. */
  readonly folder: string;
}

/** Runs `pnpm bench` and resolves with its exit code. */
export const benchCommand = async (argv: readonly string[], io: BenchIo): Promise<number> =>
  await measuringCommand({ name: "bench", help, read: readOptions, measure }, argv, io);

async function measure(options: BenchOptions, io: BenchIo): Promise<void> {
  const { size, only, repetitions, jsonPath, markdownPath } = options;
  const report = await runBench({
    size,
    only,
    repetitions,
    folder: io.folder,
    onResult: (result) => io.stdout.write(benchmarkText(result)),
    onSkipped: (skipped) => io.stdout.write(skippedText(skipped)),
    findBroker,
  });
  io.stdout.write(headerText(report));
  if (jsonPath !== null) writeFileSync(jsonPath, `${JSON.stringify(report, null, 2)}\n`);
  if (markdownPath !== null) {
    writeFileSync(markdownPath, withResults(readFileSync(markdownPath, "utf8"), report));
  }
}
