import process from "node:process";
import { windowDetection, worldAssembly } from "@tocsin/core";
import { detectionConfig } from "../worlds/detection-config.ts";
import { framesOfMany } from "../worlds/frames-of-many.ts";

/** Arguments: number of series, number of windows. Prints what a detector of that many series holds in memory. */
const [series = "10000", windows = "5"] = process.argv.slice(2);

function heldBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const startBytes = heldBytes();
const detector = windowDetection(detectionConfig(null));

/** A function of its own, so that nothing of the assembly is left when it returns. */
function runWindows(): number {
  const world = worldAssembly({ windowMs: 60_000, newcomerWaitMs: 0 });
  for (const frame of framesOfMany(Number(series), Number(windows))) {
    for (const window of world.step(frame)) detector.step(window);
  }
  const bytes = heldBytes() - startBytes;
  if (world.series.length !== Number(series)) throw new Error(`${world.series.length} series were made`);
  return bytes;
}

const withWorldBytes = runWindows();
const detectionBytes = heldBytes() - startBytes;
process.stdout.write(JSON.stringify({ series: detector.seen().series, detectionBytes, withWorldBytes }));
