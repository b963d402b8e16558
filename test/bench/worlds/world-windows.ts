import {
  defaultPartitionIdleMs,
  type Frame,
  intake,
  type IntakeConfig,
  worldJoin,
  type WorldWindow,
} from "@tocsin/core";
import { deliveryOf, messageOn, streams } from "./deliveries.ts";

export const intakeConfig: IntakeConfig = {
  windowMs: 60_000,
  allowedLatenessMs: 30_000,
  partitionIdleMs: defaultPartitionIdleMs,
  streams,
};

export const joinConfig = { windowMs: intakeConfig.windowMs, newcomerWaitMs: defaultPartitionIdleMs };

/** Takes generated lines (header first) through intake and join to windows of the world. */
export function* worldWindows(lines: Iterable<string>): Generator<WorldWindow, void, void> {
  const windows = intake(intakeConfig);
  const join = worldJoin(joinConfig);
  let line = 0;
  for (const text of lines) {
    line += 1;
    if (line === 1) continue;
    for (const frame of framesOf(windows.step(deliveryOf(messageOn(text, line))))) yield* join.step(frame);
  }
  for (const frame of windows.end().frames) yield* join.step(frame);
  yield* join.end();
}

function framesOf(output: {
  readonly frames: readonly Frame[];
  readonly refused: unknown;
}): readonly Frame[] {
  if (output.refused !== null)
    throw new Error(`the intake refused a reading: ${JSON.stringify(output.refused)}`);
  return output.frames;
}
