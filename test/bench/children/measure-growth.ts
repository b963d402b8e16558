import process from "node:process";
import { windowDetection, type WindowDetectionSnapshot, worldAssembly, type WorldWindow } from "@tocsin/core";
import { snapshotChunks, snapshotOf } from "../../../packages/log/src/snapshot-bytes.ts";
import { stopwatch } from "../measure/sample.ts";
import { detectionConfig } from "../worlds/detection-config.ts";
import { framesOfMany } from "../worlds/frames-of-many.ts";

/**
 * Arguments: number of series, windows to learn from, windows to time. Prints the time of a point, and how long a snapshot
 * takes to be taken and packed, and to be unpacked and gone on from, with the longest time in which nothing else could run.
 */
const [series = 1000, learned = 5, timedWindows = 20] = process.argv.slice(2).map(Number);

const config = detectionConfig(null);
const detector = windowDetection(config);

/** Times the steps alone: joining and making frames are not detection. */
function microsecondsOfPoint(): number {
  const world = worldAssembly({ windowMs: config.windowMs, newcomerWaitMs: 0 });
  let done = 0;
  let takenMs = 0;
  let points = 0;
  const step = (window: WorldWindow): void => {
    const elapsedMs = stopwatch();
    detector.step(window);
    done += 1;
    if (done <= learned) return;
    takenMs += elapsedMs();
    points += window.observations.length;
  };
  // A window of the world closes when the next one begins.
  for (const frame of framesOfMany(series, learned + timedWindows + 1)) world.step(frame).forEach(step);
  return (1000 * takenMs) / points;
}

/** Runs `work` beside a loop that only looks at the clock; gives how long it took, and the longest stop of that loop. */
async function withStops<T>(work: () => Promise<T>): Promise<{ result: T; tookMs: number; stopMs: number }> {
  let stopMs = 0;
  let isRunning = true;
  let lastMs = performance.now();
  const look = (): void => {
    const nowMs = performance.now();
    stopMs = Math.max(stopMs, nowMs - lastMs);
    lastMs = nowMs;
    if (isRunning) setImmediate(look);
  };
  look();
  const startedMs = performance.now();
  const result = await work();
  const tookMs = performance.now() - startedMs;
  look();
  isRunning = false;
  return { result, tookMs, stopMs };
}

const pointUs = microsecondsOfPoint();
const taken = await withStops(async () => await snapshotChunks(detector.snapshot()));
const { chunks, sha256, sizeBytes } = taken.result;
const restored = await withStops(async () => {
  const snapshot = (await snapshotOf(chunks, sha256)) as WindowDetectionSnapshot;
  return windowDetection(config, snapshot).seen().series;
});
if (restored.result !== series) throw new Error(`${restored.result} series were restored`);
process.stdout.write(
  JSON.stringify({
    pointUs,
    takenMs: taken.tookMs,
    takenStopMs: taken.stopMs,
    restoredMs: restored.tookMs,
    restoredStopMs: restored.stopMs,
    megabytes: sizeBytes / 1e6,
  }),
);
