import { outputPartitionsNeeded } from "@tocsin/log";
import { type Configuration, topicNames } from "@tocsin/contracts";
import type { DetectionSettings } from "@tocsin/detector";

/** What every installation under test has, wherever its log is and however its workers run. */
export interface Installation {
  readonly configuration: Configuration;
  /** What its detectors judge by. */
  readonly settings: DetectionSettings;
}

/** What a topic is for. */
export type TopicRole = keyof typeof topicNames;

export const topicRoles = Object.keys(topicNames) as readonly TopicRole[];

export interface TelemetryPartitions {
  readonly errorRate: number;
  readonly deliveryLatency: number;
  readonly reportVolume: number;
}

/** All different on purpose. */
export const usualPartitions: TelemetryPartitions = { errorRate: 3, deliveryLatency: 1, reportVolume: 2 };

/** How many partitions each topic has, by those of the telemetry. */
export function partitionCounts(telemetry: TelemetryPartitions): Readonly<Record<TopicRole, number>> {
  const { errorRate, deliveryLatency, reportVolume } = telemetry;
  const needed = outputPartitionsNeeded([errorRate, deliveryLatency, reportVolume]);
  const perInput = { windows: needed, intakeState: needed, deadLetters: needed };
  const single = {
    evidence: 1,
    incidents: 1,
    commands: 1,
    detectorState: 1,
    acknowledgements: 1,
    notifierState: 1,
  };
  return { ...telemetry, ...perInput, ...single };
}
