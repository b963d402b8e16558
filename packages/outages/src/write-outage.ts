import { rm, writeFile } from "node:fs/promises";
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

/** Topology and labels of an outage, as a replay reads them; returns the two paths. Leaves none of them half-written. */
export async function writeTruth(
  { name, topology, labels }: Pick<Outage, "name" | "topology" | "labels">,
  folder: string,
): Promise<readonly [topology: string, labels: string]> {
  const paths = [join(folder, `${name}.topology.json`), join(folder, `${name}.labels.json`)] as const;
  await writeJson(paths[0], topology);
  await writeJson(paths[1], labels);
  return paths;
}

async function writeJson(path: string, content: object): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(content, null, 2)}\n`);
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
}
