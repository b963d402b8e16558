import { configHash, type KnowledgeKey, knowledgeOf } from "@tocsin/adapters/config";
import type { Configuration, Links, Topology } from "@tocsin/contracts";
import type { Knowledge } from "@tocsin/core";

/** What decides how the world is judged; kept with each snapshot, because a later run may have others. */
export interface DetectionSettings {
  readonly environment: string;
  readonly falseAlarmsPer90Days: number;
  readonly allowedLatenessMs: number;
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
    "environment" | "budget" | "windowMs" | "allowedLatenessMs" | "links" | KnowledgeKey
  >,
  topology: Topology | null,
): DetectionSettings {
  return {
    environment: configuration.environment,
    falseAlarmsPer90Days: configuration.budget.falseAlarmsPer90Days,
    allowedLatenessMs: configuration.allowedLatenessMs,
    topology,
    knowledge: knowledgeOf(configuration, topology),
    configHash: configHash(configuration, topology),
    ...(configuration.links === undefined ? {} : { links: configuration.links }),
  };
}
