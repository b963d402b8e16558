import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../run/run-command.ts";
import { temporaryFolder } from "../run/temporary-folder.ts";
import { prometheusProcess } from "./prometheus-process.ts";

export interface StoredPrometheus {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A Prometheus of the PATH that holds what this OpenMetrics text tells, of whatever time, and scrapes nothing. */
export async function storedPrometheus(openMetrics: string): Promise<StoredPrometheus> {
  const folder = temporaryFolder("prometheus");
  const text = join(folder.path, "samples.om");
  writeFileSync(text, openMetrics);
  const blocks = ["tsdb", "create-blocks-from", "openmetrics", text, join(folder.path, "data")];
  if ((await runCommand("promtool", blocks, { timeoutMs: 60_000 })) === null) {
    await folder.remove();
    throw new Error("promtool made no blocks of the text");
  }
  return await prometheusProcess(folder, "scrape_configs: []\n", ["--storage.tsdb.retention.time=100y"]);
}
