import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { type Outage, outageNamed, outageNames } from "@tocsin/outages";
import { inputFault, usageFault } from "../exit-codes.ts";
import { unknownOutage } from "../outages/request.ts";

/** One recording to judge, or an outage whose recording is made first. */
export type BacktestCase =
  | {
      readonly kind: "recording";
      readonly name: string;
      readonly recording: string;
      readonly topologyFile: string | null;
      readonly labelsFile: string | null;
    }
  | { readonly kind: "outage"; readonly name: string; readonly outage: Outage };

export interface Fallbacks {
  readonly topologyFile: string | null;
  readonly labelsFile: string | null;
}

const recordingName = /\.jsonl(\.gz|\.zst)?$/;
const scenarioName = /^[^.]+\.yaml$/;
/** Results of an earlier backtest, and what is no recording. */
const left: ReadonlySet<string> = new Set([
  "node_modules",
  "dist",
  "bases",
  "alerts.jsonl",
  "rejects.jsonl",
  "evidence.jsonl.gz",
]);

/**
 * What is meant by the arguments, by name and in their order. Topology and labels of a recording `NAME.jsonl` are
 * `NAME.topology` and `NAME.labels` beside it, .yaml or .json. Rejects with a `ProcessFault` where nothing is meant, or
 * two of the same name.
 */
export function casesOf(what: readonly string[], fallbacks: Fallbacks): readonly BacktestCase[] {
  const cases = what.flatMap((one) => casesIn(one, fallbacks));
  const seen = new Map<string, BacktestCase>();
  for (const one of cases) {
    if (seen.has(one.name))
      throw usageFault(
        `two of what is to be judged are called ${one.name}`,
        "A recording is called what its file is; rename one of them.",
      );
    seen.set(one.name, one);
  }
  return cases;
}

function casesIn(what: string, fallbacks: Fallbacks): readonly BacktestCase[] {
  if (!existsSync(what)) {
    if (what === "outages")
      return outageNames().map((name) => ({ kind: "outage", name, outage: outageNamed(name) }));
    if (recordingName.test(what) || /[/\\]/.test(what))
      throw inputFault(`cannot read ${what}: there is no such file`);
    if (!outageNames().includes(what)) throw unknownOutage(what, ["outages", ...outageNames()]);
    return [{ kind: "outage", name: what, outage: outageNamed(what) }];
  }
  if (statSync(what).isDirectory()) return casesInFolder(what, fallbacks);
  if (scenarioName.test(basename(what))) return [outageIn(what)];
  return [recordingCase(what, fallbacks)];
}

function casesInFolder(folder: string, fallbacks: Fallbacks): readonly BacktestCase[] {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ path: join(entry.parentPath, entry.name), name: entry.name, under: entry.parentPath }))
    .filter(({ name, under }) => ![name, ...under.split(/[/\\]/)].some((part) => left.has(part)));
  const cases = files
    .toSorted((one, other) => (one.path < other.path ? -1 : 1))
    .flatMap(({ path, name }): readonly BacktestCase[] => {
      if (recordingName.test(name)) return [recordingCase(path, fallbacks)];
      return scenarioName.test(name) && isScenario(path) ? [outageIn(path)] : [];
    });
  if (cases.length === 0)
    throw inputFault(
      `there is no recording in ${folder}`,
      "A recording ends in .jsonl, .jsonl.gz or .jsonl.zst.",
    );
  return cases;
}

function recordingCase(recording: string, fallbacks: Fallbacks): BacktestCase {
  const stem = recording.replace(recordingName, "");
  const beside = (what: string): string | null =>
    [".yaml", ".yml", ".json"].map((ending) => `${stem}.${what}${ending}`).find((path) => existsSync(path)) ??
    null;
  return {
    kind: "recording",
    name: basename(stem),
    recording,
    topologyFile: beside("topology") ?? fallbacks.topologyFile,
    labelsFile: beside("labels") ?? fallbacks.labelsFile,
  };
}

function outageIn(path: string): BacktestCase {
  const name = basename(path).replace(/\.yaml$/, "");
  try {
    return { kind: "outage", name, outage: outageNamed(name, join(path, "..")) };
  } catch (error) {
    throw usageFault(error instanceof Error ? error.message : String(error));
  }
}

/** Other files of settings may lie in the same folder: a scenario says what happens in it. */
function isScenario(path: string): boolean {
  return /^(happenings|outage):/m.test(readFileSync(path, "utf8"));
}
