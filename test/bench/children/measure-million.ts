import process from "node:process";
import { windowDetection, worldAssembly } from "@tocsin/core";
import { detectionConfig } from "../worlds/detection-config.ts";
import { framesOfMinute } from "../worlds/frames-of-many.ts";

/**
 * Arguments: number of series, by how many they grow each minute, minutes after the last have come, bytes that the process
 * may have. Grows join and detection until all are there, or until the process has more than it may. Prints how many were
 * held within the bytes, what the process had then, and its peak with everything that making frames took.
 */
const [series = 0, growBy = 0, minutesAfter = 0, limitBytes = 0] = process.argv.slice(2).map(Number);

const residentBytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage.rss();
};

const world = worldAssembly({ windowMs: 60_000, newcomerWaitMs: 0 });
const detector = windowDetection(detectionConfig(null));
let held = { series: 0, bytes: residentBytes() };
const minutes = Math.ceil(series / growBy) + minutesAfter;
for (let minute = 0; minute <= minutes; minute += 1) {
  const present = Math.min(series, (minute + 1) * growBy);
  for (const frame of framesOfMinute(present, minute)) {
    for (const window of world.step(frame)) detector.step(window);
  }
  const now = { series: detector.seen().series, bytes: residentBytes() };
  if (now.bytes > limitBytes) break;
  held = now;
}
process.stdout.write(JSON.stringify({ ...held, peakBytes: process.resourceUsage().maxRSS * 1024 }));
