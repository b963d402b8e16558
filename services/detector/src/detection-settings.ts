import { configHash } from "@tocsin/adapters/config";
import type { Configuration, Topology } from "@tocsin/contracts";

/** What decides how the world is judged; kept with each snapshot, because a later run may have others. */
export interface DetectionSettings {
  readonly environment: string;
  readonly falseAlarmsPer90Days: number;
  readonly allowedLatenessMs: number;
  readonly topology: Topology | null;
  readonly configHash: string;
}

export function detectionSettings(
  configuration: Pick<Configuration, "environment" | "budget" | "windowMs" | "allowedLatenessMs">,
  topology: Topology | null,
): DetectionSettings {
  return {
    environment: configuration.environment,
    falseAlarmsPer90Days: configuration.budget.falseAlarmsPer90Days,
    allowedLatenessMs: configuration.allowedLatenessMs,
    topology,
    configHash: configHash(configuration, topology),
  };
}
