import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../run/temporary-folder.ts";
import { prometheusProcess } from "./prometheus-process.ts";

export interface OwnPrometheus {
  /** The rules that fire, by their names. */
  readonly firing: () => Promise<readonly string[]>;
  /** Why the last scrape failed; empty where none has or none was. */
  readonly scrapeFaults: () => Promise<readonly string[]>;
  /** What an expression gives now, each series with its labels and its value. */
  readonly value: (expression: string) => Promise<readonly Sample[]>;
  readonly close: () => Promise<void>;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
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
    value: async (expression) => {
      const answer = (await ask(`query?${new URLSearchParams({ query: expression }).toString()}`)) as {
        readonly error?: string;
        readonly data?: {
          readonly result: readonly {
            readonly metric: Readonly<Record<string, string>>;
            readonly value: readonly [number, string];
          }[];
        };
      };
      if (answer.data === undefined) throw new Error(`${answer.error ?? "no answer"}: ${expression}`);
      return answer.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    close,
  };
}
