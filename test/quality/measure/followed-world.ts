import { createHash } from "node:crypto";
import {
  type AlertEvent,
  type Detection,
  detection,
  type DetectionSnapshot,
  type FrameDetectionConfig,
  type Intake,
  intake,
  type IntakeSnapshot,
  type Reading,
  type TopologyInput,
} from "@tocsin/core";
import { arrivals, placeOf, type Sent, type World } from "@tocsin/worlds";
import { assemblyConfig, intakeConfig } from "../../bench/worlds/world-windows.ts";

/** A default installation: a minute's windows, one false alarm in 90 days. */
export const followConfig: Omit<FrameDetectionConfig, "topology"> = {
  environment: "default",
  windowMs: intakeConfig.windowMs,
  allowedLatenessMs: intakeConfig.allowedLatenessMs,
  falseAlarmsPer90Days: 1,
  configHash: "quality",
  digest: (text) => createHash("sha256").update(text).digest("hex"),
  withEvidence: false,
  newcomerWaitMs: assemblyConfig.newcomerWaitMs,
};

/** Intake and detection after some minutes of a world. Plain data: any number of worlds go on from it. */
export interface Moment {
  readonly minute: number;
  readonly offsets: Readonly<Record<string, number>>;
  readonly intake: IntakeSnapshot;
  readonly detection: DetectionSnapshot;
}

/** Core itself, fed with a world's telemetry as it arrives: what a replay of its recording does, without the file. */
export interface Follower {
  /** Follows the world up to the end of this minute of arrival. */
  readonly until: (minute: number) => readonly AlertEvent[];
  readonly moment: () => Moment;
}

/**
 * `from` continues what another follower has seen: of the same world, or of one that was the same until then. Throws for
 * telemetry that the intake refuses for another reason than that it is late.
 */
export function follow(world: World, topology: TopologyInput, from?: Moment): Follower {
  const taken: Intake = intake(intakeConfig, from && structuredClone(from.intake));
  const detected: Detection = detection(
    { ...followConfig, topology },
    from && structuredClone(from.detection),
  );
  const offsets: Record<string, number> = { ...from?.offsets };
  let minute = from?.minute ?? 0;
  return {
    until: (last) => {
      const alerts: AlertEvent[] = [];
      for (const arrived of arrivals(world, minute, last)) {
        minute += 1;
        for (const sent of arrived) alerts.push(...stepAll(taken, detected, sent, offsets));
      }
      return alerts;
    },
    moment: () => ({
      minute,
      offsets: { ...offsets },
      intake: taken.snapshot(),
      detection: detected.snapshot(),
    }),
  };
}

function stepAll(
  taken: Intake,
  detected: Detection,
  sent: Sent,
  offsets: Record<string, number>,
): readonly AlertEvent[] {
  const place = placeOf(sent);
  const log = `${place.topic} ${place.partition}`;
  const offset = offsets[log] ?? 0;
  offsets[log] = offset + 1;
  const { frames } = taken.step({
    ...place,
    offset,
    arrivalMs: sent.arrivalMs,
    content: { kind: "reading", reading: readingOf(sent) },
  });
  return frames.flatMap((frame) => detected.step(frame).flatMap(({ alerts }) => alerts));
}

function readingOf(sent: Sent): Reading {
  const { service, ts, intervalMs } = sent;
  const usual = { service, operation: null, region: null, source: null, ts, intervalMs };
  if (sent.stream === "error-rate")
    return { stream: "error-rate", ...usual, requests: sent.requests, errors: sent.errors };
  if (sent.stream === "report-volume")
    return { stream: "report-volume", ...usual, reports: sent.reports, category: null };
  const { delivered, undelivered, p95Ms } = sent;
  const quantiles = { oldestUndeliveredMs: null, p50Ms: null, p95Ms, p99Ms: null, buckets: null };
  return { stream: "delivery-latency", ...usual, delivered, undelivered, ...quantiles };
}
