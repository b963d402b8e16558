import type { Delivery } from "../../src/pipeline/delivery.ts";
import { intake, type Intake } from "../../src/pipeline/intake.ts";
import type { IntakeConfig } from "../../src/pipeline/intake-config.ts";
import type { RefusedMessage } from "../../src/pipeline/intake-refusal.ts";
import type { Frame } from "../../src/window/frame.ts";
import { streams } from "./arbitrary-logs.ts";
import { allowedLatenessMs, windowMs } from "./intake-oracle.ts";

export const intakeConfig: IntakeConfig = {
  windowMs,
  allowedLatenessMs,
  partitionIdleMs: 3_600_000,
  streams,
};

export interface IntakeRun {
  readonly frames: readonly Frame[];
  readonly refusals: readonly RefusedMessage[];
  readonly unfinished: number;
}

/** Steps an intake through messages to the end of the input. */
export function runIntake(
  deliveries: readonly Delivery[],
  started: Intake = intake(intakeConfig),
): IntakeRun {
  const outputs = deliveries.map((delivery) => started.step(delivery));
  const end = started.end();
  return {
    frames: [...outputs, end].flatMap((output) => output.frames),
    refusals: [...outputs, end].flatMap(({ refused }) => refused),
    unfinished: end.unfinished,
  };
}

/** The frames of each partition in their order. */
export function framesByPartition(frames: readonly Frame[]): Readonly<Record<string, readonly Frame[]>> {
  const partitions: Record<string, Frame[]> = {};
  for (const frame of frames) (partitions[`${frame.topic}/${frame.partition}`] ??= []).push(frame);
  return Object.fromEntries(Object.entries(partitions).sort(([one], [other]) => (one < other ? -1 : 1)));
}
