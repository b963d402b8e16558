import type { ParsedArguments } from "../arguments/parse.ts";
import type { Changes } from "../changes/request.ts";
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
  /** What is changed before it is sent. */
  readonly changes: Changes;
  /** The key of each message: as recorded, its service's name, or none. */
  readonly key: (typeof keys)[number];
}

const keys = ["recorded", "service", "none"] as const;

/** Options of a replay that judges: with `--to kafka` the workers judge. */
const judging = ["topology", "labels", "out", "expect", "max-refused"];
const sending = ["rate", "partitions", "key"];

/** Reads the arguments of `tocsin replay --to kafka`, or null where it is a replay that judges; refuses a mixture. */
export function sendRequestOf(parsed: ParsedArguments): SendRequest | null {
  const { values, flags } = parsed;
  const to = values.get("to");
  if (to !== "kafka") {
    const given = sending.find((name) => values.has(name));
    if (given !== undefined) throw usageFault(`--${given} goes with --to kafka alone`);
    return null;
  }
  const given = judging.find((name) => values.has(name)) ?? (flags.has("json") ? "json" : undefined);
  if (given !== undefined) {
    throw usageFault(
      `--${given} does not go with --to kafka`,
      "What is sent is judged by the workers: tocsin run. The topology is theirs.",
    );
  }
  const { recordings, configFile, speed, quiet, unordered, changes } = requestOf(parsed);
  return {
    recordings,
    configFile,
    speed,
    ratePerSecond: rateOf(values.get("rate")),
    partitions: partitionsOf(values.get("partitions")),
    quiet,
    unordered,
    changes,
    key: keyOf(values.get("key") ?? "recorded"),
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

function keyOf(text: string): SendRequest["key"] {
  const key = keys.find((one) => one === text);
  if (key !== undefined) return key;
  throw usageFault(`--key takes ${keys.join(", ")}, not ${text}`);
}
