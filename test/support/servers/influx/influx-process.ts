import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { awaitCondition } from "../run/await-condition.ts";
import { freePort } from "../run/free-port.ts";
import { runCommand } from "../run/run-command.ts";
import { serverProcess, type ServerProcess } from "../run/server-process.ts";
import { answersPing, setUpInflux } from "./influx-services.ts";

export type InfluxVersion = 1 | 2;

const readyMs = 60_000;

/** Which InfluxDB the program is; self-made builds of 2.x call themselves "dev". */
async function versionOf(program: string): Promise<InfluxVersion | null> {
  const said = await runCommand(program, ["version"]);
  if (said === null || !said.includes("InfluxDB")) return null;
  return /InfluxDB v?1\./u.test(said) ? 1 : 2;
}

/** `influxd` of the PATH, or the program that `TOCSIN_TEST_INFLUXD` names, whichever is of this version. */
export async function influxProgram(version: InfluxVersion): Promise<string | null> {
  const named = process.env["TOCSIN_TEST_INFLUXD"] ?? "";
  const programs = named === "" ? ["influxd"] : [named, "influxd"];
  for (const program of programs) if ((await versionOf(program)) === version) return program;
  return null;
}

const configuration1 = (folder: string, port: number, rpcPort: number): string =>
  [
    "reporting-disabled = true",
    `bind-address = "127.0.0.1:${rpcPort}"`,
    `[meta]\n  dir = "${folder}/meta"`,
    `[data]\n  dir = "${folder}/data"\n  wal-dir = "${folder}/wal"\n  query-log-enabled = false`,
    `[http]\n  bind-address = "127.0.0.1:${port}"\n  log-enabled = false`,
    "[monitor]\n  store-enabled = false",
    "",
  ].join("\n");

async function argumentsOf(version: InfluxVersion, folder: string, port: number): Promise<readonly string[]> {
  if (version === 1) {
    const file = join(folder, "influxdb.conf");
    writeFileSync(file, configuration1(folder, port, await freePort()));
    return ["-config", file];
  }
  const flags = {
    "bolt-path": join(folder, "influxd.bolt"),
    "engine-path": join(folder, "engine"),
    "sqlite-path": join(folder, "influxd.sqlite"),
    "http-bind-address": `127.0.0.1:${port}`,
    "log-level": "warn",
    "reporting-disabled": "true",
  };
  return Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
}

export interface InfluxServer {
  readonly url: string;
  readonly server: ServerProcess;
}

/** InfluxDB as a process that keeps its data in the folder; it is not started yet. */
export async function influxServer(
  program: string,
  version: InfluxVersion,
  folder: string,
): Promise<InfluxServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = serverProcess({
    name: `InfluxDB ${version}.x`,
    command: program,
    args: await argumentsOf(version, folder, port),
    env: { GOGC: "60" },
    logFile: join(folder, "influxd.log"),
    ready: async () => {
      await awaitCondition(() => answersPing(url), { withinMs: readyMs, what: `InfluxDB at ${url}` });
      if (version === 2) await setUpInflux(url);
    },
  });
  return { url, server };
}
