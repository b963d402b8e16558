import { readFileSync, writeFileSync } from "node:fs";
import { type BenchOptions, help, readOptions } from "./bench-options.ts";
import { withResults } from "./print/markdown-report.ts";
import { findBroker } from "./kafka/found-broker.ts";
import { benchmarkText, headerText, skippedText } from "./print/text-report.ts";
import { runBench } from "./run-bench.ts";

export interface BenchIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Where recordings and what replays write are kept. */
  readonly folder: string;
}

const exitCodes = { done: 0, broken: 1, usage: 2 } as const;

/** Runs `pnpm bench` and resolves with its exit code. */
export async function benchCommand(argv: readonly string[], io: BenchIo): Promise<number> {
  const options = optionsOrComplaint(argv);
  if (typeof options === "string") {
    io.stderr.write(`bench: ${options}\n\`pnpm bench --help\` shows how it is used.\n`);
    return exitCodes.usage;
  }
  if (options === null) {
    io.stdout.write(help);
    return exitCodes.done;
  }
  try {
    await measure(options, io);
    return exitCodes.done;
  } catch (error) {
    io.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    return exitCodes.broken;
  }
}

/** Null asks for the help. */
function optionsOrComplaint(argv: readonly string[]): BenchOptions | string | null {
  try {
    const options = readOptions(argv);
    return options === "help" ? null : options;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

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
