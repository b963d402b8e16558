import { type StateLog, stateLog } from "@tocsin/adapters/log";
import { type DetectionSnapshot, detectorVersion } from "@tocsin/core";
import type { DetectionSettings, DetectorOptions } from "./detector-options.ts";

/** How far every windows partition is read: partition and next offset. Partitions that are not named are not expected yet. */
export type Positions = readonly (readonly [number, number])[];

export interface DetectorProgress {
  readonly positions: Positions;
  /** Windows that end up to then are judged in silence, epoch ms; null when everything is spoken of. */
  readonly quietUntilMs: number | null;
  /** End of the newest window that was judged, epoch ms; null before the first. */
  readonly judgedUntilMs: number | null;
}

/** Memory, and the settings under which it came to be: what is judged once more must be judged as it was. */
export interface DetectorSnapshot {
  readonly settings: DetectionSettings;
  readonly detection: DetectionSnapshot;
}

export type DetectorState = StateLog<DetectorSnapshot, DetectorProgress>;

/** The detector's transactional identity; one for the environment. */
export function detectorIdentity({ configuration, settings }: DetectorOptions): string {
  return `${configuration.kafka.namePrefix}.detector.${settings.environment}`;
}

export function detectorState(options: DetectorOptions): DetectorState {
  const { log, configuration } = options;
  return stateLog({
    log,
    place: { topic: configuration.topics.detectorState, partition: 0 },
    owner: detectorIdentity(options),
    version: `detector ${detectorVersion}, windows of ${configuration.windowMs} ms`,
  });
}
