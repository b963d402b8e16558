import type { ParsedArguments } from "../arguments/parse.ts";
import { usageFault } from "../exit-codes.ts";
import { requestOf } from "../replay/request.ts";
import type { Speed } from "../replay/speed.ts";

/** What `tocsin replay --to kafka` was asked to do. */
export interface SendRequest {
  readonly recordings: readonly string[];
  readonly configFile: string | null;
  readonly speed: Speed;
  /** Messages a second at most; null without limit. */
  readonly ratePerSecond: number | null;
  /** `key`: by the key's hash, as producers do. `recorded`: those of the recording. */
  readonly partitions: "key" | "recorded";
  readonly quiet: boolean;
  readonly unordered: boolean;
}

/** Options of a replay that judges: with `--to kafka` the workers judge. */
const judging = ["topology", "labels", "out", "expect", "max-refused"];
const sending = ["rate", "partitions"];

/** Reads the arguments of `tocsin replay --to kafka`, or null where it is a replay that judges; refuses a mixture. */
export function sendRequestOf(parsed: ParsedArguments): SendRequest | null {
  const { values, flags } = parsed;
  const to = values.get("to");
  if (to === undefined) {
    const given = sending.find((name) => values.has(name));
    if (given !== undefined) throw usageFault(`--${given} goes with --to kafka alone`);
    return null;
  }
  if (to !== "kafka") throw usageFault(`--to takes kafka, not ${to}`);
  const given = judging.find((name) => values.has(name)) ?? (flags.has("json") ? "json" : undefined);
  if (given !== undefined) {
    throw usageFault(
      `--${given} does not go with --to kafka`,
      "What is sent is judged by the workers: tocsin run. The topology is theirs.",
    );
  }
  const { recordings, configFile, speed, quiet, unordered } = requestOf(parsed);
  return {
    recordings,
    configFile,
    speed,
    ratePerSecond: rateOf(values.get("rate")),
    partitions: partitionsOf(values.get("partitions")),
    quiet,
    unordered,
  };
}

function rateOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const rate = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && rate > 0) return rate;
  throw usageFault(`--rate takes messages a second, a number above 0, not ${text}`);
}

function partitionsOf(text: string | undefined): "key" | "recorded" {
  if (text === undefined || text === "key") return "key";
  if (text === "recorded") return text;
  throw usageFault(`--partitions takes key or recorded, not ${text}`);
}
