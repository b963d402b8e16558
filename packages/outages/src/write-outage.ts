import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ProgressOutput, writeScenario } from "@tocsin/scenarios";
import { type Outage, outageNamed } from "./outages.ts";

/** Writes the recording of an outage with topology and labels beside it; returns their paths. */
export async function writeOutage(
  name: string,
  folder: string,
  progress: ProgressOutput,
): Promise<readonly string[]> {
  const outage = outageNamed(name);
  const { scenario } = outage;
  const recording = join(folder, `${name}.jsonl.gz`);
  await writeScenario(scenario, { path: recording, seed: scenario.seed, progress });
  return [recording, ...(await writeTruth(outage, folder))];
}

/** Topology and labels of an outage, as a replay reads them; returns the two paths. */
export async function writeTruth(
  { name, topology, labels }: Pick<Outage, "name" | "topology" | "labels">,
  folder: string,
): Promise<readonly [topology: string, labels: string]> {
  const paths = [join(folder, `${name}.topology.json`), join(folder, `${name}.labels.json`)] as const;
  await writeFile(paths[0], `${JSON.stringify(topology, null, 2)}\n`);
  await writeFile(paths[1], `${JSON.stringify(labels, null, 2)}\n`);
  return paths;
}
