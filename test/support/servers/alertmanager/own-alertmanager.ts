import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { awaitCondition } from "../run/await-condition.ts";
import { freePort } from "../run/free-port.ts";
import { runCommand } from "../run/run-command.ts";
import { serverProcess, type ServerProcess } from "../run/server-process.ts";
import { temporaryFolder } from "../run/temporary-folder.ts";

/** What Alertmanager told its receiver: people, if it were one that calls them. */
export interface ToldGroup {
  readonly status: "firing" | "resolved";
  readonly alerts: readonly {
    readonly status: "firing" | "resolved";
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

export interface OwnAlertmanager {
  readonly url: string;
  readonly server: ServerProcess;
  readonly told: readonly ToldGroup[];
  /** The alerts that fire, by their labels. */
  readonly firing: () => Promise<readonly Readonly<Record<string, string>>[]>;
  readonly close: () => Promise<void>;
}

/** Debian calls it so; others by its own name. */
const programs = ["prometheus-alertmanager", "alertmanager"];

/** An Alertmanager of the PATH; null where there is none. */
export async function alertmanagerProgram(): Promise<string | null> {
  for (const program of programs) if ((await runCommand(program, ["--version"])) !== null) return program;
  return null;
}

/** It forgets what is not sent again for two seconds, tells news within a second, and nothing twice. */
const configuration = (receiver: number): string => `global:
  resolve_timeout: 2s
route:
  receiver: people
  group_by: [incident]
  group_wait: 100ms
  group_interval: 500ms
  repeat_interval: 24h
receivers:
  - name: people
    webhook_configs:
      - url: http://127.0.0.1:${receiver}/
        send_resolved: true
`;

export async function ownAlertmanager(program: string): Promise<OwnAlertmanager> {
  const folder = temporaryFolder("alertmanager");
  const told: ToldGroup[] = [];
  const people = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => void chunks.push(chunk));
    request.on("end", () => {
      told.push(JSON.parse(Buffer.concat(chunks).toString("utf8")) as ToldGroup);
      response.end();
    });
  });
  await new Promise<void>((resolve) => people.listen(0, "127.0.0.1", resolve));
  const file = join(folder.path, "alertmanager.yml");
  writeFileSync(file, configuration((people.address() as AddressInfo).port));
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = serverProcess({
    name: "Alertmanager",
    command: program,
    args: [
      `--config.file=${file}`,
      `--storage.path=${join(folder.path, "data")}`,
      `--web.listen-address=${url.slice("http://".length)}`,
      "--cluster.listen-address=",
    ],
    logFile: join(folder.path, "alertmanager.log"),
    ready: async () =>
      await awaitCondition(async () => (await fetch(`${url}/-/ready`)).ok, {
        withinMs: 30_000,
        what: "Alertmanager",
      }).then(() => undefined),
  });
  await server.start();
  return {
    url,
    server,
    told,
    firing: async () => {
      const answer = await fetch(`${url}/api/v2/alerts?active=true`);
      const alerts = (await answer.json()) as readonly {
        readonly labels: Readonly<Record<string, string>>;
      }[];
      return alerts.map(({ labels }) => labels);
    },
    close: async () => {
      await server.stop();
      people.closeAllConnections();
      people.close();
      await folder.remove();
    },
  };
}
