import {
  defaultPartitionIdleMs,
  type Frame,
  intake,
  type IntakeConfig,
  worldAssembly,
  type WorldWindow,
} from "@tocsin/core";
import { deliveryOf, messageOn, streams } from "./deliveries.ts";

export const intakeConfig: IntakeConfig = {
  windowMs: 60_000,
  allowedLatenessMs: 30_000,
  reviseMs: 1_800_000,
  partitionIdleMs: defaultPartitionIdleMs,
  streams,
};

export const assemblyConfig = { windowMs: intakeConfig.windowMs, newcomerWaitMs: defaultPartitionIdleMs };

/** Takes generated lines (header first) through intake and assembly to windows of the world. */
export function* worldWindows(lines: Iterable<string>): Generator<WorldWindow, void, void> {
  const windows = intake(intakeConfig);
  const world = worldAssembly(assemblyConfig);
  let line = 0;
  for (const text of lines) {
    line += 1;
    if (line === 1) continue;
    for (const frame of framesOf(windows.step(deliveryOf(messageOn(text, line))))) yield* world.step(frame);
  }
  for (const frame of windows.end().frames) yield* world.step(frame);
  yield* world.end();
}

function framesOf(output: {
  readonly frames: readonly Frame[];
  readonly refused: readonly unknown[];
}): readonly Frame[] {
  if (output.refused.length > 0)
    throw new Error(`the intake refused a reading: ${JSON.stringify(output.refused)}`);
  return output.frames;
}
