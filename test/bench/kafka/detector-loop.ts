import type { KafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { silentDetector } from "../../support/installation/silent-instrumentation.ts";
import { startDetector } from "../../support/installation/workers-in-process.ts";
import { processorMs, timed, type Sample } from "../measure/sample.ts";
import type { LoopSample } from "./loop-sample.ts";
import { inMemory, type WorldFrames } from "./world-frames.ts";

/** The detector, from its start with what was learned until the evidence of every window is committed. */
export async function detectorLoop(on: KafkaInstallation, world: WorldFrames): Promise<LoopSample> {
  const done = Promise.withResolvers<number>();
  let judged = 0;
  let restoredMs = 0;
  const processorBefore = processorMs();
  const startedMs = performance.now();
  const log = on.log();
  const { settings } = world;
  const worker = startDetector({ ...on, settings }, log, {
    warmStart: {
      kind: "recording",
      ask: async () => undefined,
      learn: () => Promise.resolve(structuredClone(world.snapshot)),
    },
    instrumentation: {
      ...silentDetector,
      restored: () => {
        restoredMs = performance.now();
      },
      committed: ({ windows }) => {
        judged += windows.length;
        if (judged >= world.windows) done.resolve(performance.now());
      },
      failed: done.reject,
    },
  });
  const failed = worker.done.then(() => Promise.reject(new Error("the detector ended by itself")));
  failed.catch(() => undefined);
  const doneMs = await Promise.race([done.promise, failed]);
  const taken = processorMs() - processorBefore;
  await worker.stop();
  await log.close();
  return {
    wallMs: doneMs - startedMs,
    fromPartitionsMs: doneMs - restoredMs,
    processorMs: taken,
    amount: world.streamMinutes,
  };
}

/** The same frames through the same detection, in memory: no JSON, no broker, nothing kept. */
export function detectInMemory({ settings, snapshot, frames, streamMinutes }: WorldFrames): Sample {
  const detector = inMemory(settings, true, structuredClone(snapshot));
  return timed(() => {
    for (const frame of frames) detector.step(frame);
    return streamMinutes;
  });
}
