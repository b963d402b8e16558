import { join, relative, sep } from "node:path";
import { fingerprint, forget, isKept, keep, loadScenario, writeScenario } from "@tocsin/scenarios";
import { exitCodes, usageFault } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";

export interface Demo {
  readonly io: CliIo;
  /** `tocsin replay` with these arguments. */
  readonly replay: (argv: readonly string[], io: CliIo) => Promise<number>;
  /** Where everything is written. */
  readonly outFolder: string;
  /** The scenario file; its topology and labels lie beside it. */
  readonly scenarioPath: string;
}

/**
 * Generates the reconstructed outage, unless the same recording lies there already, replays it and says where the
 * results are. Resolves with the replay's exit code, or 130 when interrupted.
 * Rejects with a `ProcessFault` of code 2 when the recording cannot be written.
 */
export async function runDemo(demo: Demo): Promise<number> {
  const { io } = demo;
  const scenario = loadScenario(demo.scenarioPath);
  await write(
    io.stdout,
    `Replaying the outage of ${scenario.name}: telemetry reconstructed from public reports, not recorded.\n`,
  );
  const recording = join(demo.outFolder, `${scenario.name}.jsonl.gz`);
  const madeBy = fingerprint(demo.scenarioPath);
  if (!isKept(recording, madeBy, scenario.seed)) {
    forget(recording);
    if (!(await generated(demo, recording))) return exitCodes.interrupted;
    keep(recording, madeBy, scenario.seed);
  }
  const code = await demo.replay(replayArguments(demo, recording), io);
  if (code === exitCodes.done) await write(io.stdout, whereResultsAre(demo.outFolder));
  return code;
}

/** False when the user interrupted. */
async function generated(demo: Demo, path: string): Promise<boolean> {
  const { io } = demo;
  const scenario = loadScenario(demo.scenarioPath);
  try {
    await writeScenario(scenario, {
      path,
      seed: scenario.seed,
      progress: io.stderr,
      ...(io.interrupted === undefined ? {} : { signal: io.interrupted }),
    });
    return true;
  } catch (error) {
    if (io.interrupted?.aborted === true) return false;
    if (error instanceof Error && "syscall" in error)
      throw usageFault(`cannot write ${fromHere(path)}: ${error.message}`);
    throw error;
  }
}

function replayArguments(demo: Demo, recording: string): readonly string[] {
  const beside = (suffix: string): string => fromHere(demo.scenarioPath.replace(/\.yaml$/, suffix));
  return [
    fromHere(recording),
    "--topology",
    beside(".topology.yaml"),
    "--labels",
    beside(".labels.json"),
    "--out",
    `${fromHere(demo.outFolder)}${sep}`,
  ];
}

function whereResultsAre(outFolder: string): string {
  const report = fromHere(join(outFolder, "report.html"));
  const alerts = fromHere(join(outFolder, "alerts.jsonl"));
  return `\nThe report is ${report} (open it in a browser); the alert events are ${alerts}.\n`;
}

/** Paths as a person in this folder would write them. */
function fromHere(path: string): string {
  return relative("", path);
}
