import { printable } from "@tocsin/adapters/config";
import type { Doubt, IncidentFeedback, Refused, Score, Summary, Topology } from "@tocsin/contracts";
import type { LateLines } from "../unseen/late-lines.ts";
import type { QuietIncident } from "../unseen/quiet-since.ts";
import type { IncidentHistory } from "./incident-history.ts";

/** A recording that says what it is in its first line. */
export interface Source {
  readonly file: string;
  readonly name?: string;
  /** Whether it was recorded, or made up after what was published or assumed. */
  readonly provenance?: string;
}

/** All that the timeline tells of a replay. */
export interface Story extends Pick<Summary, "refusedSeries"> {
  readonly sources: readonly Source[];
  readonly histories: readonly IncidentHistory[];
  readonly topology: Topology | null;
  readonly windowMs: number;
  /** Time covered by the telemetry; null where there was none. */
  readonly covered: { readonly fromMs: number; readonly toMs: number } | null;
  readonly services: number;
  readonly readings: number;
  /** Lines that stood in the same recording before, and count for nothing. */
  readonly readAgain: number;
  /** Accepted readings of windows that the recording does not finish. */
  readonly unfinished: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
  readonly refused: Refused;
  readonly late: LateLines;
  /** Why it cannot be said that nothing failed; empty where it can. */
  readonly doubts: readonly Doubt[];
  /** Open incidents for which nothing speaks any more. */
  readonly quiet: ReadonlyMap<string, QuietIncident>;
  /** Fields that readings count without, how often, and where the first stands. */
  readonly droppedFields: Readonly<
    Record<string, { readonly count: number; readonly file: string; readonly line: number }>
  >;
  readonly unlistedServices: readonly string[];
  /** What was said last of each incident, by feedback in the recording. */
  readonly feedback: ReadonlyMap<string, IncidentFeedback>;
  readonly score: Score | null;
  /** Labels outside of the time covered, which therefore were not scored. */
  readonly labelsOutside: number;
}

/** What people call a service or service/operation: its display name where the topology gives one. */
export function displayName(story: Story, unit: string): string {
  const [service, ...operation] = unit.split("/") as [string, ...string[]];
  const own = story.topology?.services[service]?.displayName;
  return [own === undefined ? service : printable(own), ...operation].join("/").replaceAll(" ", "\u00a0");
}

export const displayNames = (story: Story, units: readonly string[]): readonly string[] =>
  units.map((unit) => displayName(story, unit));

/** The same incident under other names: isolated ones that went into it. */
export const mergedInto = (story: Story, incident: string): readonly IncidentHistory[] =>
  story.histories.filter(({ latest }) => latest.data.supersededBy === incident);

/** Incidents of a scope that still stand, by onset. */
export function standing(
  story: Story,
  scope: IncidentHistory["outcome"]["scope"],
): readonly IncidentHistory[] {
  return story.histories
    .filter(({ outcome }) => outcome.scope === scope && outcome.status !== "retracted")
    .toSorted((a, b) => a.outcome.onsetMs - b.outcome.onsetMs);
}
