import { type CommandIo, measuringCommand } from "../support/measuring/measuring-command.ts";
import { readFileSync, writeFileSync } from "node:fs";
import { detectorVersion } from "@tocsin/core";
import { reportOf } from "./judge/report.ts";
import { help, type QualityOptions, readOptions } from "./options.ts";
import { withResults } from "./print/markdown-report.ts";
import { textReport } from "./print/text-report.ts";
import { keptResults } from "./run/kept-results.ts";
import { measureAll } from "./run/measure-all.ts";
import { tasksOf } from "./run/tasks.ts";

/** Runs `pnpm bench:detection` and resolves with its exit code. */
export const qualityCommand = async (argv: readonly string[], io: CommandIo): Promise<number> =>
  await measuringCommand({ name: "bench:detection", help, read: readOptions, measure }, argv, io);

async function measure(options: QualityOptions, io: CommandIo): Promise<void> {
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
