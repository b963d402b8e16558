import type { EvidenceWeighed, HeldReason, IncidentFeedback, Topology } from "@tocsin/contracts";
import type { Mark, Strip } from "../client/payload.ts";
import type { IncidentRecord } from "../record/incident-log.ts";
import type { IncidentCharts } from "./signal-charts.ts";
import type { NameOf } from "./words.ts";

/** All that is shown of one incident. */
export interface IncidentView {
  readonly record: IncidentRecord;
  /** Null for incidents of which no detail was kept. */
  readonly strip: Strip | null;
  readonly charts: IncidentCharts | null;
  /** Units that are not in the strip because they show nothing. */
  readonly silentUnits: number;
  /** Those for which the strip has no room. */
  readonly undrawnUnits: number;
  readonly truth: readonly Mark[];
  /** What could explain it, with odds; null where nothing shared is sought, or evidence of before 0.3.0 does not say. */
  readonly weighed: EvidenceWeighed | null;
  /** What somebody said of it afterwards, the last of several. */
  readonly feedback: IncidentFeedback | null;
  /** Of whom nothing was learned while it was open, by reason. */
  readonly held: ReadonlyMap<HeldReason, readonly string[]>;
  /** Number of another incident on the page; null where it is not listed. */
  readonly numberOf: (incident: string) => number | null;
  readonly topology: Topology | null;
  readonly nameOf: NameOf;
  readonly windowMs: number;
}
