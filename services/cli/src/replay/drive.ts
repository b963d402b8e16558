import { memoryBus } from "@tocsin/adapters/memory";
import { topicNames } from "@tocsin/contracts";
import type { Frame, Source } from "@tocsin/core";
import { detect, type DetectConfig } from "./detect.ts";
import { feed, type FeedConfig, type FeedEnd } from "./feed.ts";

export interface DriveConfig {
  readonly feed: Omit<FeedConfig, "bus" | "stopped">;
  readonly detect: Omit<DetectConfig, "source" | "stopped">;
  readonly interrupted: AbortSignal | undefined;
}

/** Frames that may wait for the detector before the intake waits too: bounds memory. */
const maxWaitingFrames = 256;
const detectorGroup = "detector";

/**
 * Runs intake and detector side by side over an in-memory bus until the input is used up. Rejects with the first thing
 * that went wrong in either, after both have stopped; an interruption also stops both, and rejects.
 */
export async function drive(config: DriveConfig): Promise<FeedEnd> {
  const bus = memoryBus<Frame>({ topics: { [topicNames.windows]: 1 }, maxWaiting: maxWaitingFrames });
  const source = (): Source<Frame> => bus.source(topicNames.windows, detectorGroup);
  const failures: unknown[] = [];
  const stopped = (): boolean => failures.length > 0 || config.interrupted?.aborted === true;
  const feeding = feed({ ...config.feed, bus, stopped })
    .catch((error: unknown) => {
      failures.push(error);
      return null;
    })
    .finally(() => bus.finish());
  const detecting = detect({ ...config.detect, source: source(), stopped }).catch(async (error: unknown) => {
    failures.push(error);
    await drain(source());
  });
  const [end] = await Promise.all([feeding, detecting]);
  if (failures.length > 0) throw failures[0];
  if (end === null || config.interrupted?.aborted === true) throw new Error("interrupted");
  return end;
}

/** Lets an intake that waits for room come to its end. */
async function drain(source: Source<Frame>): Promise<void> {
  for (let handover = await source.next(); handover !== null; handover = await source.next())
    await handover.ack();
}
