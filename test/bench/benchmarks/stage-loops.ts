import type { RecordedMessage } from "@tocsin/adapters/file";
import {
  type Delivery,
  type DetectionConfig,
  type Frame,
  intake,
  windowDetection,
  worldAssembly,
  type WorldWindow,
} from "@tocsin/core";
import { evidenceFrame } from "../../../packages/core/src/alert/index.ts";
import { createCorrelator } from "../../../packages/core/src/correlate/index.ts";
import { createModel } from "../../../packages/core/src/model/index.ts";
import { type Sample, stopwatch, timed } from "../measure/sample.ts";
import { delivering, eachMessage, piecesOf } from "../worlds/deliveries.ts";
import { assemblyConfig, intakeConfig } from "../worlds/world-windows.ts";

/** What each stage of a replay begins with. Outputs are dropped at once while a stage is timed, as in a replay. */
export interface StageInputs {
  /** The lines as bytes. */
  readonly pieces: readonly Uint8Array[];
  readonly messages: readonly RecordedMessage[];
  readonly deliveries: readonly Delivery[];
  readonly frames: readonly Frame[];
  readonly windows: readonly WorldWindow[];
}

export function stageInputs(texts: readonly string[]): StageInputs {
  const pieces = piecesOf(texts);
  const messages: RecordedMessage[] = [];
  eachMessage(pieces, (message) => void messages.push(message));
  const deliveries = messages.map(delivering());
  const taking = intake(intakeConfig);
  const frames = deliveries.flatMap((delivery) => taking.step(delivery).frames);
  frames.push(...taking.end().frames);
  const world = worldAssembly(assemblyConfig);
  const windows = frames.flatMap((frame) => world.step(frame));
  windows.push(...world.end());
  return { pieces, messages, deliveries, frames, windows };
}

export const toMessages = (pieces: readonly Uint8Array[]): Sample =>
  timed(() => {
    let messages = 0;
    eachMessage(pieces, ({ offset }) => {
      if (offset >= 0) messages += 1;
    });
    return messages;
  });

export const toDeliveries = (messages: readonly RecordedMessage[]): Sample =>
  timed(() => {
    const deliver = delivering();
    let readings = 0;
    for (const message of messages) if (deliver(message).content.kind === "reading") readings += 1;
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
    const world = worldAssembly(assemblyConfig);
    let windows = 0;
    for (const frame of frames) windows += world.step(frame).length;
    return windows + world.end().length;
  });

export const toAlerts = (windows: readonly WorldWindow[], config: DetectionConfig): Sample =>
  timed(() => {
    const detector = windowDetection(config);
    let alerts = 1;
    for (const window of windows) alerts += detector.step(window).alerts.length;
    return alerts;
  });

/** Counts the times that are measured within; what has to run along does not count. */
const timedWithin = (run: () => readonly number[]): Sample => {
  let wallMs = 0;
  const whole = timed(() => {
    const times = run();
    wallMs = times.reduce((sum, ms) => sum + ms, 0);
    return times.length;
  });
  return { ...whole, wallMs, processorMs: (wallMs * whole.processorMs) / whole.wallMs };
};

const nothingKnown = { failures: new Map<string, never>(), endedAlone: 0 };
const nothingOver = { over: [], resumed: [], failing: [], open: [] };

/** Model and correlation run along. Incidents are left out: what they forget changes no cost of a frame. */
export const toEvidence = (windows: readonly WorldWindow[], config: DetectionConfig): Sample =>
  timedWithin(() => {
    const model = createModel(config.windowMs);
    const correlator = createCorrelator(config);
    return windows.map((window) => {
      const evidence = model.observe(window);
      const verdict = correlator.decide(evidence, evidence, nothingKnown);
      const buildingMs = stopwatch();
      evidenceFrame(evidence, verdict, nothingOver);
      return buildingMs();
    });
  });

export const toEvidenceText = (windows: readonly WorldWindow[], config: DetectionConfig): Sample =>
  timedWithin(() => {
    const detector = windowDetection({ ...config, withEvidence: true });
    return windows.map((window) => {
      const { evidence } = detector.step(window);
      const writingMs = stopwatch();
      JSON.stringify(evidence);
      return writingMs();
    });
  });
