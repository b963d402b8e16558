import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { awaitCondition } from "../run/await-condition.ts";
import { freePort } from "../run/free-port.ts";
import { runCommand } from "../run/run-command.ts";
import { serverProcess } from "../run/server-process.ts";
import type { TemporaryFolder } from "../run/temporary-folder.ts";

/** Whether there is a program of this name on the PATH. */
export const isThere = async (program: "prometheus" | "promtool"): Promise<boolean> =>
  (await runCommand(program, ["--version"])) !== null;

export interface PrometheusProcess {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A Prometheus of the PATH on a port of its own; its data stands in `data` of the folder, which goes when it is closed. */
export async function prometheusProcess(
  folder: TemporaryFolder,
  configuration: string,
  options: readonly string[] = [],
): Promise<PrometheusProcess> {
  const file = join(folder.path, "prometheus.yml");
  writeFileSync(file, configuration);
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = serverProcess({
    name: "Prometheus",
    command: "prometheus",
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder.path, "data")}`,
      `--web.listen-address=${url.slice("http://".length)}`,
      ...options,
    ],
    logFile: join(folder.path, "prometheus.log"),
    ready: async () =>
      await awaitCondition(async () => (await fetch(`${url}/-/ready`)).ok, {
        withinMs: 30_000,
        what: "Prometheus",
      }).then(() => undefined),
  });
  await server.start();
  return {
    url,
    close: async () => {
      await server.stop();
      await folder.remove();
    },
  };
}
