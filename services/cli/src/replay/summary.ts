import type { Doubt, Refused, Score, Summary } from "@tocsin/contracts";
import { formatIso } from "@tocsin/core";
import type { IncidentHistory } from "../timeline/incident-history.ts";
import type { QuietIncident } from "../unseen/quiet-since.ts";
import { droppedFields, rejectedByCode, type Tally } from "./tally.ts";

/** What a summary is made of. */
export interface SummaryInput {
  readonly inputs: readonly string[];
  readonly environment: string;
  readonly detectorVersion: string;
  readonly configHash: string;
  readonly tally: Tally;
  readonly services: number;
  readonly series: number;
  readonly unlistedServices: readonly string[];
  readonly alerts: number;
  readonly histories: readonly IncidentHistory[];
  readonly score: Score | null;
  readonly refused: Refused;
  readonly doubts: readonly Doubt[];
  readonly ofSeries: Pick<Summary, "refusedSeries" | "droppedSeries">;
  readonly quiet: ReadonlyMap<string, QuietIncident>;
  readonly withoutTelemetry: ReadonlyMap<string, readonly string[]>;
}

/** `summary.json`: what a replay did, for programs. */
export function summaryOf({ tally, histories, ...input }: SummaryInput): Summary {
  const byCode = rejectedByCode(tally);
  const dropped = Object.entries(droppedFields(tally)).map(([field, { count }]) => [field, count] as const);
  return {
    replay: true,
    inputs: [...input.inputs],
    environment: input.environment,
    detectorVersion: input.detectorVersion,
    configHash: input.configHash,
    from: tally.fromMs === null ? null : formatIso(tally.fromMs),
    to: tally.toMs === null ? null : formatIso(tally.toMs),
    lines: tally.lines,
    readAgain: tally.readAgain,
    readings: tally.readings,
    rejected: Object.values(byCode).reduce((sum, count) => sum + count, 0),
    rejectedByCode: byCode,
    refused: input.refused,
    doubts: [...input.doubts],
    ...(dropped.length === 0 ? {} : { droppedByField: Object.fromEntries(dropped) }),
    windows: tally.windows,
    services: input.services,
    series: input.series,
    ...input.ofSeries,
    unlistedServices: [...input.unlistedServices],
    alerts: input.alerts,
    incidents: histories.map((history) => incidentSummary(history, input)),
    score: input.score,
  };
}

function incidentSummary(
  { outcome, latest }: IncidentHistory,
  { quiet, withoutTelemetry }: Pick<SummaryInput, "quiet" | "withoutTelemetry">,
): Summary["incidents"][number] {
  const { data } = latest;
  const quietSinceMs = quiet.get(data.incident)?.sinceMs;
  return {
    incident: data.incident,
    scope: data.scope,
    status: data.status,
    onset: data.onset,
    detectedAt: data.detectedAt,
    resolvedAt: data.resolvedAt ?? null,
    quietSince: quietSinceMs === undefined ? null : formatIso(quietSinceMs),
    component: data.component?.name ?? null,
    members: [...outcome.members],
    withoutTelemetry: [...(withoutTelemetry.get(data.incident) ?? [])],
  };
}
