import { type Depth, shallower } from "../correlate/index.ts";
import type { OpenState } from "./transition-table.ts";

/** How bad an incident is, from the least. `info` is of no consequence: it is told, and wakes nobody. */
export const severities = ["info", "warning", "error", "critical"] as const;
export type Severity = (typeof severities)[number];

/** What of an isolated failure is more than an annoyance after so long, and what of one without consequence. */
const mildLastsMs = 30 * 60_000;
const slightLastsMs = 60 * 60_000;
/** So many that are down at once are critical; or so many of a world of some size, however deeply they fail. */
const fewestDown = 2;
const broadShare = 0.5;
const fewestBroad = 4;

const order = (severity: Severity): number => severities.indexOf(severity);
export const worse = (one: Severity, other: Severity): Severity => (order(one) < order(other) ? other : one);

/** What an incident of this scope is at least (rule 47). */
export const leastSeverity: Readonly<Record<OpenState, Severity>> = {
  blind: "critical",
  simultaneous: "warning",
  "reports-only": "warning",
  source: "warning",
  isolated: "info",
};

/** Who fails how deeply, of how many services, for how long. */
export interface BlastRadius {
  readonly scope: OpenState;
  /** Of the members that have not recovered. */
  readonly depths: readonly Depth[];
  readonly known: number;
  readonly lastedMs: number;
}

/** How bad a failure is by who is hit, how deeply and for how long (rule 47). */
export function severityOf({ scope, depths, known, lastedMs }: BlastRadius): Severity {
  const count = (least: Depth): number => depths.filter((depth) => shallower(depth, least) === least).length;
  if (scope === "isolated") {
    if (count("hard") > 0 || (count("mild") > 0 && lastedMs >= mildLastsMs)) return "error";
    return count("mild") > 0 || lastedMs >= slightLastsMs ? "warning" : "info";
  }
  if (scope !== "simultaneous") return leastSeverity[scope];
  const isBroad = depths.length >= fewestBroad && count("mild") >= broadShare * known;
  if (count("hard") >= fewestDown || isBroad) return "critical";
  return count("mild") > 0 || lastedMs >= slightLastsMs ? "error" : "warning";
}
