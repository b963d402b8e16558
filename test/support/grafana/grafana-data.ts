import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import type { Cell } from "../servers/influx/ask-influxql.ts";
import { installedPackages } from "./installed-packages.ts";

/** One frame of an answer, as Grafana's data source hands it to the panel. */
export interface Frame {
  readonly refId: string;
  readonly fields: readonly {
    readonly name: string;
    readonly type: "time" | "number" | "string" | "boolean";
    readonly values: readonly Cell[];
  }[];
}

/** What a panel is, as far as it is drawn. */
export interface Drawing {
  readonly frames: readonly Frame[];
  readonly transformations: readonly object[];
  readonly fieldConfig: {
    readonly defaults: object;
    readonly overrides: readonly { readonly matcher: object }[];
  };
}

export type Row<Value = Cell> = Readonly<Record<string, Value>>;

export interface Drawn {
  readonly frames: readonly {
    readonly refId: string | null;
    readonly rows: readonly Row[];
    readonly texts: readonly Row<string>[];
    readonly colours: readonly Row<string | null>[];
  }[];
  /** Of each override, whether there is a field that it is for. */
  readonly matched: readonly boolean[];
}

export interface GrafanaData {
  draw(drawing: Drawing): Promise<Drawn>;
  close(): Promise<void>;
}

const here = import.meta.dirname;
/** 160 MB that the workspace does not carry. */
const manifest = join(here, "packages/package.json");

/** Grafana's own code, of the version that docker-compose.yml pins. Null where it cannot be installed. */
export async function grafanaData(): Promise<GrafanaData | null> {
  const folder = await installedPackages(manifest, "grafana-data");
  return folder === null ? null : started(folder);
}

function started(folder: string): GrafanaData {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [join(here, "run.ts"), folder]);
  const waiting: { readonly resolve: (line: string) => void; readonly reject: (error: Error) => void }[] = [];
  const errors: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.resolve(line));
  child.on("exit", () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`Grafana's code ended: ${errors.join("")}`));
  });
  return {
    draw: async (drawing) => {
      const line = await new Promise<string>((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(drawing)}\n`);
      });
      const drawn = JSON.parse(line) as Drawn | { readonly error: string };
      if ("error" in drawn) throw new Error(drawn.error);
      return drawn;
    },
    close: () => {
      child.kill();
      return Promise.resolve();
    },
  };
}
