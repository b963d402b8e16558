import { type Depth, shallower, type Verdict } from "../correlate/index.ts";
import type { Incident, Member } from "./incident.ts";
import type { OpenState } from "./transition-table.ts";
import { keep, move, type Progress } from "./incidents.ts";

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
const worse = (one: Severity, other: Severity): Severity => (order(one) < order(other) ? other : one);

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

/**
 * The severity of open incidents by the window at hand. It only rises: in the alert of a transition of this window where
 * there is one, else in one of its own. How deeply a member fails is the less of the last two windows, so that one bad
 * minute raises nothing; of a member that is new this window alone is known.
 */
export function followSeverity(before: Progress, verdict: Verdict): Progress {
  return before.incidents.open.reduce(
    (progress, incident) => raiseSeverity(progress, verdict, incident),
    before,
  );
}

function raiseSeverity(progress: Progress, verdict: Verdict, incident: Incident): Progress {
  const { window, windowMs } = verdict;
  if (incident.scope !== "isolated" && incident.scope !== "simultaneous")
    return raised(progress, window, incident, leastSeverity[incident.scope]);
  const followed = incident.members.map((member) => followDepth(member, verdict));
  const found = severityOf({
    scope: incident.scope,
    depths: followed.flatMap(({ lasting, member }) => (member.recovered ? [] : [lasting])),
    known: verdict.known,
    lastedMs: (incident.lastActiveWindow + 1 - incident.onsetWindow) * windowMs,
  });
  const members = followed.map(({ member }) => member);
  return raised(progress, window, { ...incident, members }, found);
}

function followDepth(member: Member, { ask }: Verdict): { readonly member: Member; readonly lasting: Depth } {
  const now = ask.depthOf(member.service);
  const lasting = member.depth === null ? now : shallower(member.depth, now);
  return { member: { ...member, depth: now }, lasting };
}

function raised(progress: Progress, window: number, incident: Incident, found: Severity): Progress {
  const severity = worse(incident.severity, found);
  if (severity === incident.severity) return keep(progress, incident);
  const told = progress.transitions.findLastIndex((transition) => transition.incident.id === incident.id);
  if (told < 0) {
    const { members } = incident;
    const changes = { members, severity };
    return move(progress, window, incident, { input: "revise", reason: "severity-raised", changes });
  }
  const worseNow = { ...incident, severity };
  const transitions = progress.transitions.map((transition, at) =>
    at === told ? { ...transition, incident: worseNow } : transition,
  );
  return keep({ ...progress, transitions }, worseNow);
}
