import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { usageFault } from "../exit-codes.ts";
import { type OutputFile, outputFile } from "./output-file.ts";

/** The files of `replay --out`, all of which appear together at the end, or none. */
export interface OutputFolder {
  readonly alerts: OutputFile;
  readonly evidence: OutputFile;
  /** The points that the recorder would write to InfluxDB, in line protocol with nanosecond timestamps. */
  readonly influx: OutputFile;
  readonly rejects: OutputFile;
  readonly summary: OutputFile;
  readonly report: OutputFile;
  readonly publish: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

/** Makes the folder if need be. What an earlier replay left there stays until this one is whole. */
export async function outputFolder(folder: string): Promise<OutputFolder> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw usageFault(`cannot make the folder ${folder}: ${reason(error)}`, "Choose another with --out.");
  }
  const file = async (name: string, packing: "plain" | "gzip" = "plain"): Promise<OutputFile> =>
    await outputFile(join(folder, name), packing);
  const files = {
    alerts: await file("alerts.jsonl"),
    evidence: await file("evidence.jsonl.gz", "gzip"),
    influx: await file("influx.lp.gz", "gzip"),
    rejects: await file("rejects.jsonl"),
    summary: await file("summary.json"),
    report: await file("report.html"),
  };
  const all = Object.values(files);
  return {
    ...files,
    publish: async () => {
      await Promise.all(all.map(async (one) => await one.close()));
      for (const one of all) await one.publish();
    },
    discard: async () => {
      await Promise.all(all.map(async (one) => await one.discard()));
    },
  };
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
