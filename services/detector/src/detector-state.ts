import { detectorVersion } from "@tocsin/core";
import { type StateLog, stateLog } from "@tocsin/log";
import type { SessionSnapshot } from "./detection-session.ts";
import type { DetectorOptions } from "./detector-options.ts";

/** How far every windows partition is read: partition and next offset. Partitions that are not named do not take part yet. */
export type Positions = readonly (readonly [number, number])[];

export interface DetectorProgress {
  readonly positions: Positions;
  /** Windows that end up to then (epoch ms) are judged without emitting an alert; null: none. */
  readonly suppressUntilMs: number | null;
  /** End of the newest window that was judged, epoch ms; null before the first. */
  readonly judgedUntilMs: number | null;
}

export type DetectorState = StateLog<SessionSnapshot, DetectorProgress>;

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
    version: `detector ${detectorVersion}, state 2, windows of ${configuration.windowMs} ms`,
  });
}
