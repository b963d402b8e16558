import type { BenchReport, Load, Spread } from "../report.ts";
import { grouped, short } from "./numbers.ts";

/** What the figures were measured on, a line each. */
export function circumstances(report: BenchReport): readonly string[] {
  const { machine, versions, commit, load } = report;
  const memory = `${short(machine.memoryBytes / 2 ** 30)} GiB`;
  return [
    `${report.startedAt.slice(0, 16).replace("T", " ")} UTC, ${report.size} run, ${grouped(report.tookMs / 1000)} s`,
    `${machine.processor}, ${machine.cores} cores, ${memory} of memory, ${machine.system}`,
    `Node ${versions.node}, V8 ${versions.v8}, ${commitInWords(commit)}`,
    `load average of 1, 5 and 15 minutes: ${loadInWords(load.before)} before, ${loadInWords(load.after)} after`,
  ];
}

function commitInWords(commit: BenchReport["commit"]): string {
  if (commit === null) return "no commit known";
  return `commit ${commit.hash}${commit.changed ? " with changes" : ""}`;
}

const loadInWords = (load: Load): string => load.map((average) => average.toFixed(2)).join(", ");

/** How much this process was disturbed: see `processorShare` of a sample. */
export function processorShareInWords({ median, smallest, largest }: Spread): string {
  const [middle, low, high] = [median, smallest, largest].map((share) => share.toFixed(2));
  return `processor time over wall time: ${middle} (${low} to ${high})`;
}
