import { expect } from "vitest";
import { windowDetection, type WindowDetectionSnapshot } from "../../src/pipeline/window-detection.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import type { configOf } from "./run-detection.ts";

/** The same through a structured clone, as a checkpoint keeps it. */
export const thawed = (snapshot: WindowDetectionSnapshot): WindowDetectionSnapshot =>
  structuredClone(snapshot);

/** Bytes of all alerts and all evidence; `cuts` says after which windows the run is stopped and taken up from a snapshot. */
export function bytesOf(
  plain: ReturnType<typeof configOf>,
  inputs: readonly WorldWindow[],
  cuts: ReadonlySet<number>,
): readonly string[] {
  const config = { ...plain, withEvidence: true };
  let detection = windowDetection(config);
  return inputs.map((input, window) => {
    const bytes = JSON.stringify(detection.step(input));
    if (cuts.has(window)) detection = windowDetection(config, thawed(detection.snapshot()));
    return bytes;
  });
}

/** First window in which two runs differ; -1 where none does. */
export function firstDifference(one: readonly string[], other: readonly string[]): number {
  expect(one.length).toBe(other.length);
  return one.findIndex((bytes, window) => bytes !== other[window]);
}
