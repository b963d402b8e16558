import { availableParallelism } from "node:os";
import type { ParsedArguments } from "../arguments/parse.ts";
import { usageFault } from "../exit-codes.ts";
import { maxRefusedOf } from "../replay/max-refused.ts";

/** What a backtest was asked to do. */
export interface BacktestRequest {
  /** Recordings, folders, scenario files or names of outages. */
  readonly what: readonly string[];
  readonly configFiles: readonly string[];
  readonly gridFile: string | null;
  readonly expectFile: string | null;
  /** Where results, made recordings and the cache go. */
  readonly outFolder: string;
  readonly jobs: number;
  readonly useCache: boolean;
  /** Of recordings that have none beside them. */
  readonly topologyFile: string | null;
  readonly labelsFile: string | null;
  readonly maxRefused: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

const mostJobs = 256;

/** Reads the arguments of `tocsin backtest`; refuses what makes no sense with code 2. */
export function backtestRequestOf({ positionals, values, many, flags }: ParsedArguments): BacktestRequest {
  if (positionals.length === 0) {
    throw usageFault(
      "tocsin backtest needs something to judge",
      "Name recordings, folders of them, or outages: tocsin backtest outages judges all that tocsin outages lists.",
    );
  }
  if (positionals.includes("-"))
    throw usageFault(
      "tocsin backtest cannot read standard input",
      "It reads a recording once for each configuration: write it to a file.",
    );
  const configFiles = many.get("config") ?? [];
  const gridFile = values.get("grid") ?? null;
  if (gridFile !== null && configFiles.length > 0)
    throw usageFault(
      "--grid and --config do not go together",
      "Put what all have in common under base of the grid.",
    );
  return {
    what: positionals,
    configFiles,
    gridFile,
    expectFile: values.get("expect") ?? null,
    outFolder: values.get("out") ?? "out/backtest",
    jobs: jobsOf(values.get("jobs")),
    useCache: !flags.has("no-cache"),
    topologyFile: values.get("topology") ?? null,
    labelsFile: values.get("labels") ?? null,
    maxRefused: maxRefusedOf(values.get("max-refused")),
    json: flags.has("json"),
    quiet: flags.has("quiet"),
  };
}

function jobsOf(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const jobs = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= mostJobs) return jobs;
  throw usageFault(`--jobs takes a whole number from 1 to ${mostJobs}, not ${text}`);
}
