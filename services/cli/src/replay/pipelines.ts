import { createHash } from "node:crypto";
import { type Detection, defaultPartitionIdleMs, detection, intake } from "@tocsin/core";
import type { Settings } from "../settings/settings.ts";
import { type MessageTaker, messageTaker } from "./take-message.ts";

/** The two pure pipelines of a replay, the same that run live. */
export interface Pipelines {
  readonly taker: MessageTaker;
  readonly detection: Detection;
}

const digest = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** `withEvidence`: whether an evidence frame is made of every window, which costs about as much as detection itself. */
export function pipelines(
  { configuration, topology, streams, configHash }: Settings,
  withEvidence: boolean,
): Pipelines {
  const { environment, windowMs, allowedLatenessMs, budget } = configuration;
  const time = { windowMs, allowedLatenessMs };
  return {
    taker: messageTaker({
      windowMs,
      streams,
      topics: configuration.topics,
      intake: intake({ ...time, streams, partitionIdleMs: defaultPartitionIdleMs }),
    }),
    detection: detection({
      ...time,
      environment,
      topology,
      configHash,
      digest,
      withEvidence,
      falseAlarmsPer90Days: budget.falseAlarmsPer90Days,
      newcomerWaitMs: defaultPartitionIdleMs,
    }),
  };
}
