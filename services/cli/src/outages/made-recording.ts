import { join } from "node:path";
import type { Outage } from "@tocsin/outages";
import { fingerprint, forget, isKept, keep, writeScenario } from "@tocsin/scenarios";
import { unwritable } from "../disk-fault.ts";
import type { CliIo } from "../io.ts";

export interface Making {
  readonly outage: Pick<Outage, "path" | "scenario">;
  readonly folder: string;
  /** The scenario's own unless given. */
  readonly seed: number;
}

/**
 * The recording of an outage in a folder, made there unless the same one lies there already; null where the user
 * interrupted. Rejects with a `ProcessFault` of code 2 when it cannot be written.
 */
export async function madeRecording({ outage, folder, seed }: Making, io: CliIo): Promise<string | null> {
  const { scenario } = outage;
  const path = join(folder, `${scenario.name}.jsonl.gz`);
  const madeBy = fingerprint(outage.path);
  if (isKept(path, madeBy, seed)) return path;
  try {
    forget(path);
    const signal = io.interrupted === undefined ? {} : { signal: io.interrupted };
    await writeScenario(scenario, { path, seed, progress: io.stderr, ...signal });
    keep(path, madeBy, seed);
    return path;
  } catch (error) {
    if (io.interrupted?.aborted === true) return null;
    if (error instanceof Error && "syscall" in error) throw unwritable(path, error);
    throw error;
  }
}
