import { type LogMark, type StateLog, stateLog } from "@tocsin/log";
import { detectionFormat, detectionSteps, type SnapshotSteps } from "@tocsin/core";
import type { SessionSnapshot } from "./detection-session.ts";
import type { DetectorOptions } from "./detector-options.ts";

/** How far every windows partition is read: partition and next offset. Partitions that are not named do not take part yet. */
export type Positions = readonly (readonly [number, number])[];

export interface DetectorProgress {
  readonly positions: Positions;
  /** Of which logs the positions are, as far as it is known; absent in states of before. */
  readonly marks?: readonly (readonly [number, LogMark])[];
  /** Windows that end up to then (epoch ms) are judged without emitting an alert; null: none. */
  readonly suppressUntilMs: number | null;
  /** End of the newest window that was judged, epoch ms; null before the first. */
  readonly judgedUntilMs: number | null;
  /** All commands in front of this offset are applied; null before the first, absent where none was known yet. */
  readonly commandsTo?: number | null;
  /** What stands in front of this offset in the alert topic and is open was left open by a memory that is gone; else absent. */
  readonly leftOpenTo?: number;
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
    windowMs: configuration.windowMs,
    format: detectionFormat,
    steps: sessionSteps(detectionSteps),
    isProgress: isDetectorProgress,
  });
}

export function isDetectorProgress(value: unknown): boolean {
  const progress = (value ?? {}) as Partial<DetectorProgress>;
  const { positions, suppressUntilMs, judgedUntilMs, leftOpenTo = null } = progress;
  const isWhole = (value: unknown): boolean => value === null || Number.isSafeInteger(value);
  const arePositions =
    Array.isArray(positions) &&
    positions.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isSafeInteger));
  return arePositions && isWhole(suppressUntilMs) && isWhole(judgedUntilMs) && isWhole(leftOpenTo);
}

/** Core's steps over its part of a snapshot. The settings beside it have been the same in every format. */
export function sessionSteps(steps: SnapshotSteps): SnapshotSteps {
  const lifted = Object.entries(steps).map(([from, step]) => [
    from,
    (session: { readonly detection: never }) => ({ ...session, detection: step(session.detection) }),
  ]);
  return Object.fromEntries(lifted) as SnapshotSteps;
}
