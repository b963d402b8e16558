import { createReadStream } from "node:fs";
import { join } from "node:path";
import { outagesFolder } from "@tocsin/outages";
import {
  fingerprint,
  forget,
  generateTelemetry,
  isKept,
  keep,
  loadScenario,
  scenarioWorld,
  writeRecording,
} from "@tocsin/scenarios";

const scenarioPath = join(outagesFolder, "2021-10-04.yaml");
const minuteMs = 60_000;

export interface Recording {
  readonly plain: string;
  readonly packed: string;
  readonly topology: string;
  readonly labels: string;
  /** Without the header. */
  readonly lines: number;
}

/**
 * The recording of the reconstructed 2021-10-04, or its last minutes, as text and packed. It is generated into
 * `folder` unless it lies there from before.
 */
export async function scenarioRecording(folder: string, lastMinutes: number | null): Promise<Recording> {
  const name = lastMinutes === null ? "2021-10-04" : `2021-10-04-last-${lastMinutes}-minutes`;
  const plain = join(folder, `${name}.jsonl`);
  const packed = join(folder, `${name}.jsonl.gz`);
  for (const path of [plain, packed]) await generated(path, lastMinutes);
  return {
    plain,
    packed,
    topology: join(outagesFolder, "2021-10-04.topology.yaml"),
    labels: join(outagesFolder, "2021-10-04.labels.json"),
    lines: (await lineBreaks(plain)) - 1,
  };
}

async function generated(path: string, lastMinutes: number | null): Promise<void> {
  const scenario = loadScenario(scenarioPath);
  const madeBy = fingerprint(scenarioPath);
  if (isKept(path, madeBy, scenario.seed)) return;
  forget(path);
  const whole = scenarioWorld(scenario);
  const from = lastMinutes === null ? whole.from : whole.to - lastMinutes * minuteMs;
  await writeRecording(generateTelemetry({ ...whole, from }), path);
  keep(path, madeBy, scenario.seed);
}

const lineFeed = 10;

async function lineBreaks(path: string): Promise<number> {
  let count = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer;
    for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  }
  return count;
}
