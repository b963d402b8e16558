import { join, relative, sep } from "node:path";
import { loadScenario } from "@tocsin/scenarios";
import { exitCodes } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { madeRecording } from "../outages/made-recording.ts";

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
  const recording = await madeRecording(
    { outage: { path: demo.scenarioPath, scenario }, folder: demo.outFolder, seed: scenario.seed },
    io,
  );
  if (recording === null) return exitCodes.interrupted;
  const code = await demo.replay(replayArguments(demo, recording), io);
  if (code === exitCodes.done) await write(io.stdout, whereResultsAre(demo.outFolder));
  return code;
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
