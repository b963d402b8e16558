import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../run/temporary-folder.ts";
import { prometheusProcess } from "./prometheus-process.ts";

export interface OwnPrometheus {
  /** The rules that fire, by their names. */
  readonly firing: () => Promise<readonly string[]>;
  /** Why the last scrape failed; empty where none has or none was. */
  readonly scrapeFaults: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const configuration = (rulesFile: string, port: number): string => `global:
  scrape_interval: 250ms
  scrape_timeout: 250ms
  evaluation_interval: 250ms
rule_files: [${JSON.stringify(rulesFile)}]
scrape_configs:
  - job_name: tocsin
    static_configs: [{ targets: ["127.0.0.1:${port}"] }]
`;

/** A Prometheus of the PATH that scrapes `/metrics` of a port four times a second, with these rules. */
export async function ownPrometheus(rules: string, port: number): Promise<OwnPrometheus> {
  const folder = temporaryFolder("prometheus");
  const rulesFile = join(folder.path, "rules.yml");
  writeFileSync(rulesFile, rules);
  const { url, close } = await prometheusProcess(folder, configuration(rulesFile, port));
  const ask = async (path: string): Promise<unknown> => await (await fetch(`${url}/api/v1/${path}`)).json();
  return {
    firing: async () => {
      const { data } = (await ask("alerts")) as {
        readonly data: {
          readonly alerts: readonly {
            readonly state: string;
            readonly labels: { readonly alertname: string };
          }[];
        };
      };
      return data.alerts.filter(({ state }) => state === "firing").map(({ labels }) => labels.alertname);
    },
    scrapeFaults: async () => {
      const { data } = (await ask("targets")) as {
        readonly data: { readonly activeTargets: readonly { readonly lastError: string }[] };
      };
      return data.activeTargets.map(({ lastError }) => lastError).filter((fault) => fault !== "");
    },
    close,
  };
}
