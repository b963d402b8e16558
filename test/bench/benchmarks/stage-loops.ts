import type { RecordedMessage } from "@tocsin/adapters/file";
import {
  type Delivery,
  type DetectionConfig,
  type Frame,
  intake,
  worldDetection,
  worldJoin,
  type WorldVerdict,
  type WorldWindow,
} from "@tocsin/core";
import { type Sample, timed } from "../measure/sample.ts";
import { deliveryOf, messageOn } from "../worlds/deliveries.ts";
import { intakeConfig, joinConfig } from "../worlds/world-windows.ts";

/** What each stage of a replay begins with. Outputs are dropped at once while a stage is timed, as in a replay. */
export interface StageInputs {
  readonly messages: readonly RecordedMessage[];
  readonly deliveries: readonly Delivery[];
  readonly frames: readonly Frame[];
  readonly windows: readonly WorldWindow[];
}

export function stageInputs(texts: readonly string[]): StageInputs {
  const messages = texts.map((text, index) => messageOn(text, index + 1));
  const deliveries = messages.map(deliveryOf);
  const taking = intake(intakeConfig);
  const frames = deliveries.flatMap((delivery) => taking.step(delivery).frames);
  frames.push(...taking.end().frames);
  const join = worldJoin(joinConfig);
  const windows = frames.flatMap((frame) => join.step(frame));
  windows.push(...join.end());
  return { messages, deliveries, frames, windows };
}

export const toMessages = (texts: readonly string[]): Sample =>
  timed(() => {
    let characters = 0;
    for (let index = 0; index < texts.length; index += 1) {
      characters += messageOn(texts[index]!, index + 1).topic.length;
    }
    return characters;
  });

export const toDeliveries = (messages: readonly RecordedMessage[]): Sample =>
  timed(() => {
    let readings = 0;
    for (const message of messages) if (deliveryOf(message).content.kind === "reading") readings += 1;
    return readings;
  });

export const toFrames = (deliveries: readonly Delivery[]): Sample =>
  timed(() => {
    const taking = intake(intakeConfig);
    let frames = 0;
    for (const delivery of deliveries) frames += taking.step(delivery).frames.length;
    return frames + taking.end().frames.length;
  });

export const toWindows = (frames: readonly Frame[]): Sample =>
  timed(() => {
    const join = worldJoin(joinConfig);
    let windows = 0;
    for (const frame of frames) windows += join.step(frame).length;
    return windows + join.end().length;
  });

export const toAlerts = (windows: readonly WorldWindow[], config: DetectionConfig): Sample =>
  timed(() => {
    const detector = worldDetection(config);
    let alerts = 1;
    for (const window of windows) alerts += detector.step(window).alerts.length;
    return alerts;
  });

export const toEvidence = (windows: readonly WorldWindow[], config: DetectionConfig): Sample =>
  besideDetection(windows, config, (verdict) => {
    const startedMs = performance.now();
    verdict.evidence();
    return performance.now() - startedMs;
  });

export const toEvidenceText = (windows: readonly WorldWindow[], config: DetectionConfig): Sample =>
  besideDetection(windows, config, (verdict) => {
    const frame = verdict.evidence();
    const startedMs = performance.now();
    JSON.stringify(frame);
    return performance.now() - startedMs;
  });

/** Counts what `time` measured at each window; detection has to run along and does not count. */
function besideDetection(
  windows: readonly WorldWindow[],
  config: DetectionConfig,
  time: (verdict: WorldVerdict) => number,
): Sample {
  let wallMs = 0;
  const run = timed(() => {
    const detector = worldDetection(config);
    for (const window of windows) wallMs += time(detector.step(window));
    return windows.length;
  });
  return { ...run, wallMs, processorMs: (wallMs * run.processorMs) / run.wallMs };
}
