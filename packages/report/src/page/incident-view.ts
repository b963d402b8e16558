import type { Topology } from "@tocsin/contracts";
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
  readonly truth: readonly Mark[];
  /** Number of another incident on the page; null where it is not listed. */
  readonly numberOf: (incident: string) => number | null;
  readonly topology: Topology | null;
  readonly nameOf: NameOf;
  readonly windowMs: number;
}
