import type { ParsedArguments } from "../arguments/parse.ts";
import { recordingsIn } from "../changes/folders.ts";
import { type Changes, changesOf } from "../changes/request.ts";
import { usageFault } from "../exit-codes.ts";
import { type Expectation, expectationOf } from "./expectation.ts";
import { maxRefusedOf } from "./max-refused.ts";
import { type Speed, speedOf } from "./speed.ts";

/** What a replay was asked to do. */
export interface ReplayRequest {
  readonly recordings: readonly string[];
  readonly topologyFile: string | null;
  readonly labelsFile: string | null;
  readonly configFile: string | null;
  readonly outFolder: string | null;
  readonly speed: Speed;
  readonly expectation: Expectation | null;
  /** Share of refused lines up to which the replay vouches for its answer, 0 to 1. */
  readonly maxRefused: number;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Standard input is copied to disk and put in order before it is judged. */
  readonly unordered: boolean;
  /** What is changed before it is judged. */
  readonly changes: Changes;
}

const stdin = "-";

/** Reads the arguments of `tocsin replay`; refuses what makes no sense with code 2. */
export function requestOf(parsed: ParsedArguments): ReplayRequest {
  const { positionals, values, flags } = parsed;
  if (positionals.length === 0) {
    throw usageFault(
      "tocsin replay needs a recording",
      "Name a .jsonl file, plain or packed (.gz, .zst), a folder of such files, - for standard input, or an outage of tocsin outages.",
    );
  }
  if (positionals.filter((path) => path === stdin).length > 1) {
    throw usageFault("- (standard input) can be read only once");
  }
  const labelsFile = values.get("labels") ?? null;
  const expect = values.get("expect");
  return {
    recordings: recordingsIn(positionals),
    topologyFile: values.get("topology") ?? null,
    labelsFile,
    configFile: values.get("config") ?? null,
    outFolder: values.get("out") ?? null,
    speed: speedOf(values.get("speed")),
    expectation: expect === undefined ? null : expectationOf(expect, labelsFile !== null),
    maxRefused: maxRefusedOf(values.get("max-refused")),
    json: flags.has("json"),
    quiet: flags.has("quiet"),
    unordered: flags.has("unordered"),
    changes: changesOf(parsed),
  };
}
