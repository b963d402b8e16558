import { readFileSync, writeFileSync } from "node:fs";
import { detectorVersion } from "@tocsin/core";
import { reportOf } from "./judge/report.ts";
import { help, type QualityOptions, readOptions } from "./options.ts";
import { withResults } from "./print/markdown-report.ts";
import { textReport } from "./print/text-report.ts";
import { keptResults } from "./run/kept-results.ts";
import { measureAll } from "./run/measure-all.ts";
import { tasksOf } from "./run/tasks.ts";

export interface QualityIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const exitCodes = { done: 0, broken: 1, usage: 2 } as const;

/** Runs `pnpm bench:detection` and resolves with its exit code. */
export async function qualityCommand(argv: readonly string[], io: QualityIo): Promise<number> {
  const options = optionsOrComplaint(argv);
  if (typeof options === "string") {
    io.stderr.write(`bench:detection: ${options}\n\`pnpm bench:detection --help\` shows how it is used.\n`);
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
    io.stderr.write(`bench:detection: ${error instanceof Error ? error.message : String(error)}\n`);
    return exitCodes.broken;
  }
}

/** Null asks for the help. */
function optionsOrComplaint(argv: readonly string[]): QualityOptions | string | null {
  try {
    const options = readOptions(argv);
    return options === "help" ? null : options;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function measure(options: QualityOptions, io: QualityIo): Promise<void> {
  const { processes, resultsPath, jsonPath, markdownPath } = options;
  const tasks = tasksOf(options);
  const results = await measureAll(tasks, {
    processes,
    kept: resultsPath === null ? null : keptResults(resultsPath),
    onDone: (done, all, { family, seed }) => io.stderr.write(`${done} of ${all}: ${family} ${seed}\n`),
  });
  const seeds = tasks.map(({ seed }) => seed);
  const report = reportOf(results, { detectorVersion, seeds: [Math.min(...seeds), Math.max(...seeds)] });
  io.stdout.write(textReport(report));
  if (jsonPath !== null) writeFileSync(jsonPath, `${JSON.stringify(report, null, 2)}\n`);
  if (markdownPath !== null)
    writeFileSync(markdownPath, withResults(readFileSync(markdownPath, "utf8"), report));
}
