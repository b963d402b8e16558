import { configHash, type KnowledgeKey, knowledgeOf } from "@tocsin/adapters/config";
import type { Bounds, Configuration, Links, Topology } from "@tocsin/contracts";
import type { Knowledge, SeriesBounds } from "@tocsin/core";

/** What decides how the world is judged; kept with each snapshot, because a later run may have others. */
export interface DetectionSettings {
  readonly environment: string;
  readonly falseAlarmsPer90Days: number;
  /** Absent: as core has it. */
  readonly isolatedPerServicePer90Days?: number;
  readonly reportsOnlyPer90Days?: number;
  readonly allowedLatenessMs: number;
  readonly bounds: SeriesBounds;
  readonly topology: Topology | null;
  /** Absent in the settings of snapshots that were taken before there was any: nothing. */
  readonly knowledge?: Knowledge;
  readonly configHash: string;
  /** Links that every alert carries; no part of the hash, for they change no detection. */
  readonly links?: Links;
}

export function detectionSettings(
  configuration: Pick<
    Configuration,
    "environment" | "budget" | "windowMs" | "allowedLatenessMs" | "bounds" | "links" | KnowledgeKey
  >,
  topology: Topology | null,
): DetectionSettings {
  return {
    environment: configuration.environment,
    ...configuration.budget,
    allowedLatenessMs: configuration.allowedLatenessMs,
    bounds: boundsOf(configuration.bounds),
    topology,
    knowledge: knowledgeOf(configuration, topology),
    configHash: configHash(configuration, topology),
    ...(configuration.links === undefined ? {} : { links: configuration.links }),
  };
}

const dayMs = 86_400_000;

const boundsOf = ({ maxSeries, maxNewSeriesPerHour, keepSeriesDays }: Bounds): SeriesBounds => ({
  maxSeries,
  maxNewSeriesPerHour,
  keepSeriesMs: keepSeriesDays * dayMs,
});
