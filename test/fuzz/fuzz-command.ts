import { performance } from "node:perf_hooks";
import { type CommandIo, measuringCommand } from "../support/measuring/measuring-command.ts";
import type { CoverageFigures } from "./campaign/coverage.ts";
import { keptRuns } from "./campaign/kept.ts";
import { watchedRun } from "./campaign/watched.ts";
import { type FuzzOptions, help, readOptions } from "./fuzz-options.ts";

export const fuzzCommand = async (argv: readonly string[], io: CommandIo): Promise<number> =>
  await measuringCommand({ name: "fuzz", help, read: readOptions, measure: fuzzAll }, argv, io);

/** One parser after another; throws at the end where a promise was broken. */
async function fuzzAll(options: FuzzOptions, io: CommandIo): Promise<void> {
  let faults = 0;
  let inputs = 0;
  for (const parser of options.parsers) {
    const outcome = await fuzzOne(parser, options, io);
    faults += outcome.faults;
    inputs += outcome.inputs;
  }
  io.stdout.write(`${inputs} inputs, ${faults} faults\n`);
  if (faults > 0) throw new Error("promises are broken; the inputs stand beside the words above");
}

async function fuzzOne(
  parser: string,
  { inputs: wanted, longestMs, seed, folder }: FuzzOptions,
  io: CommandIo,
): Promise<{ readonly faults: number; readonly inputs: number }> {
  const kept = folder === null ? null : keptRuns(folder);
  const before = kept?.read(parser) ?? { inputs: 0, seconds: 0, figures: null };
  const corpus = kept?.corpus(parser) ?? [];
  let [inputs, faults, found] = [0, 0, 0];
  let figures: CoverageFigures | null = null;
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  await watchedRun({ parser, seed, done: before.inputs, inputs: wanted, longestMs, corpus }, (message) => {
    inputs += message.inputs;
    found += message.kept.length;
    figures = message.figures ?? figures;
    kept?.addInputs(parser, message.kept);
    for (const fault of message.faults) {
      faults += 1;
      const where =
        kept?.addFault(parser, fault) ?? Buffer.from(fault.input.subarray(0, 300)).toString("base64");
      io.stderr.write(`${parser}: ${fault.what}: ${where}\n`);
    }
    kept?.write(parser, {
      inputs: before.inputs + inputs,
      seconds: before.seconds + seconds(),
      figures: figures ?? before.figures,
    });
  });
  io.stdout.write(`${line(parser, { inputs, seconds: seconds(), found, figures })}\n`);
  return { faults, inputs };
}

interface Told {
  readonly inputs: number;
  readonly seconds: number;
  readonly found: number;
  readonly figures: CoverageFigures | null;
}

function line(parser: string, { inputs, seconds, found, figures }: Told): string {
  const rate = Math.round(inputs / Math.max(seconds, 0.001));
  const ran =
    figures === null
      ? "coverage not known"
      : `${figures.functions} functions entered, ${((100 * figures.ran) / Math.max(1, figures.characters)).toFixed(1)} % of them ran`;
  return `${parser.padEnd(20)} ${String(inputs).padStart(9)} inputs ${String(rate).padStart(7)} a second, ${found} kept, ${ran}`;
}
