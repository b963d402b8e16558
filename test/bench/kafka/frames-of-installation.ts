import { streamsByTopic } from "@tocsin/adapters/wire";
import type { Configuration } from "@tocsin/contracts";
import type { DetectionSettings } from "@tocsin/detector";
import type { DetectionSnapshot, Frame } from "@tocsin/core";
import { framesOfMinute } from "../worlds/frames-of-many.ts";
import { inMemory, placesOf } from "./world-frames.ts";

/** Frames of one minute of many series, as the intake of this installation would give them. */
export function* manyFrames(
  { topics }: Pick<Configuration, "topics">,
  series: number,
  minute: number,
): Generator<Frame, void, void> {
  const topicOf = new Map([...streamsByTopic(topics)].map(([topic, stream]) => [stream, topic]));
  for (const frame of framesOfMinute(series, minute)) yield { ...frame, topic: topicOf.get(frame.stream)! };
}

/** What a detector has learned from the first minutes of many series; each telemetry topic has one partition. */
export function learnedOfMany(
  configuration: Configuration,
  settings: DetectionSettings,
  of: { readonly series: number; readonly minutes: number },
): DetectionSnapshot {
  const learner = inMemory(settings, false);
  learner.declarePartitions(placesOf(configuration, 1));
  for (let minute = 0; minute < of.minutes; minute += 1) {
    for (const frame of manyFrames(configuration, of.series, minute)) learner.step(frame);
  }
  return learner.snapshot().detection;
}
