import { type Outage, outageNamed, outages, writeTruth } from "@tocsin/outages";
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
    const [topology, labels] = await writeTruth(outage, request.folder);
    await write(io.stdout, `tocsin replay ${recording} --topology ${topology} --labels ${labels}\n`);
  }
  return exitCodes.done;
}

const jsonLine = ({ name, scenario, labels }: Outage): string =>
  `${JSON.stringify({ name, title: scenario.title, provenance: scenario.provenance, incidents: labels.incidents })}\n`;
