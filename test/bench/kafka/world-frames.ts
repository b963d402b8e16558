import { streamsByTopic } from "@tocsin/adapters/wire";
import { type Configuration, Topology } from "@tocsin/contracts";
import { type DetectionSnapshot, type Frame, intake } from "@tocsin/core";
import {
  type DetectionSession,
  detectionSession,
  type DetectionSettings,
  detectionSettings,
} from "@tocsin/detector";
import { type AppendedRecord, inputPlaces, type LogPlace } from "@tocsin/log";
import { generateTelemetry } from "@tocsin/scenarios";
import { deliveryOf, messageOn } from "../worlds/deliveries.ts";
import { fiftyServices, fiftyServicesTopology } from "../worlds/fifty-services.ts";
import { intakeConfig } from "../worlds/world-windows.ts";

/** Frames of the fifty services as an intake of this installation makes them, and a detector that has seen those before. */
export interface WorldFrames {
  readonly settings: DetectionSettings;
  /** After the learned minutes. */
  readonly snapshot: DetectionSnapshot;
  /** Of the measured minutes, in the order in which they were closed. */
  readonly frames: readonly Frame[];
  readonly windows: number;
  /** One series in one window each. */
  readonly streamMinutes: number;
}

export interface WorldMinutes {
  readonly learnedMinutes: number;
  readonly measuredMinutes: number;
  /** Of every telemetry topic. */
  readonly partitions: number;
}

export function worldFrames(configuration: Configuration, minutes: WorldMinutes): WorldFrames {
  const settings = detectionSettings(configuration, Topology.parse(fiftyServicesTopology));
  const learner = inMemory(settings, false);
  learner.declarePartitions(placesOf(configuration, minutes.partitions));
  const learnedUntil = learnedUntilMs(minutes);
  const frames: Frame[] = [];
  for (const frame of framesOf(configuration, minutes)) {
    if (frame.windowStart < learnedUntil) learner.step(frame);
    else frames.push(frame);
  }
  const { detection: snapshot } = learner.snapshot();
  return { settings, snapshot, frames, ...counted(settings, snapshot, frames) };
}

/** A session as a detector has it; all partitions are declared. */
export function inMemory(
  settings: DetectionSettings,
  withEvidence: boolean,
  snapshot?: DetectionSnapshot,
): DetectionSession {
  const { windowMs } = intakeConfig;
  const how = { newcomerWaitMs: 0, withEvidence, suppressUntilMs: null };
  return detectionSession({ settings, windowMs, ...how }, snapshot);
}

/** The frames as records of the windows topic. */
export function frameRecords(
  { topics }: Configuration,
  { frames }: Pick<WorldFrames, "frames">,
  partitions: number,
): readonly AppendedRecord[] {
  const counts = new Map([...streamsByTopic(topics).keys()].map((topic) => [topic, partitions]));
  const windows = new Map(inputPlaces(topics, counts).map((place) => [keyOf(place.input), place.windows]));
  return frames.map((frame) => ({
    ...windows.get(keyOf(frame))!,
    key: keyOf(frame),
    value: JSON.stringify(frame),
  }));
}

const keyOf = ({ topic, partition }: LogPlace): string => `${topic}/${partition}`;

export const placesOf = ({ topics }: Configuration, partitions: number): readonly LogPlace[] =>
  [...streamsByTopic(topics).keys()].flatMap((topic) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
  );

const learnedUntilMs = ({ learnedMinutes, measuredMinutes }: WorldMinutes): number =>
  fiftyServices(learnedMinutes, measuredMinutes).from + learnedMinutes * intakeConfig.windowMs;

function* framesOf(
  configuration: Configuration,
  { learnedMinutes, measuredMinutes, partitions }: WorldMinutes,
): Generator<Frame, void, void> {
  const streams = streamsByTopic(configuration.topics);
  const topicOf = new Map([...streams].map(([topic, stream]) => [stream, topic]));
  const taking = intake({ ...intakeConfig, streams });
  let line = 0;
  for (const text of generateTelemetry({
    ...fiftyServices(learnedMinutes, measuredMinutes),
    partitionsPerTopic: partitions,
  })) {
    line += 1;
    if (line === 1) continue;
    const message = messageOn(text, line);
    const delivery = deliveryOf(message);
    const stream = intakeConfig.streams.get(message.topic)!;
    yield* taking.step({ ...delivery, topic: topicOf.get(stream)! }).frames;
  }
  yield* taking.end().frames;
}

function counted(
  settings: DetectionSettings,
  snapshot: DetectionSnapshot,
  frames: readonly Frame[],
): Pick<WorldFrames, "windows" | "streamMinutes"> {
  const detector = inMemory(settings, true, structuredClone(snapshot));
  let windows = 0;
  let streamMinutes = 0;
  for (const frame of frames) {
    for (const { evidence } of detector.step(frame)) {
      windows += 1;
      streamMinutes += evidence?.series.signal.length ?? 0;
    }
  }
  return { windows, streamMinutes };
}
