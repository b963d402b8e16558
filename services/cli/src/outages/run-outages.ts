import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Outage, outageNamed, outages } from "@tocsin/outages";
import { exitCodes } from "../exit-codes.ts";
import { type CliIo, write } from "../io.ts";
import { render } from "../terminal/paint.ts";
import { madeRecording } from "./made-recording.ts";
import { listWords, outageWords } from "./outage-words.ts";
import type { OutagesRequest } from "./request.ts";

/** `tocsin outages`: resolves with the exit code, or rejects with a `ProcessFault`. */
export async function runOutages(request: OutagesRequest, io: CliIo): Promise<number> {
  if (request.kind === "list") {
    const all = outages();
    const text = request.json ? all.map(jsonLine).join("") : render(listWords(all), io.stdout, io.env);
    await write(io.stdout, text);
    return exitCodes.done;
  }
  if (request.kind === "show") {
    await write(io.stdout, render(outageWords(outageNamed(request.name)), io.stdout, io.env));
    return exitCodes.done;
  }
  for (const name of request.names) {
    const outage = outageNamed(name);
    const seed = request.seed ?? outage.scenario.seed;
    const recording = await madeRecording({ outage, folder: request.folder, seed }, io);
    if (recording === null) return exitCodes.interrupted;
    await write(io.stdout, await besides(outage, request.folder, recording));
  }
  return exitCodes.done;
}

/** Topology and labels beside the recording, and how to replay all three. */
async function besides(
  { name, topology, labels }: Outage,
  folder: string,
  recording: string,
): Promise<string> {
  const topologyFile = join(folder, `${name}.topology.json`);
  const labelsFile = join(folder, `${name}.labels.json`);
  await writeFile(topologyFile, `${JSON.stringify(topology, null, 2)}\n`);
  await writeFile(labelsFile, `${JSON.stringify(labels, null, 2)}\n`);
  return `tocsin replay ${recording} --topology ${topologyFile} --labels ${labelsFile}\n`;
}

const jsonLine = ({ name, scenario, labels }: Outage): string =>
  `${JSON.stringify({ name, title: scenario.title, provenance: scenario.provenance, incidents: labels.incidents })}\n`;
