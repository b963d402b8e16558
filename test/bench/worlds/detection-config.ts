import { createHash } from "node:crypto";
import type { DetectionConfig, TopologyInput } from "@tocsin/core";

/** Default configuration without evidence frames; the hash only has to be the same wherever a snapshot is restored. */
export const detectionConfig = (topology: TopologyInput | null): DetectionConfig => ({
  environment: "default",
  windowMs: 60_000,
  allowedLatenessMs: 30_000,
  falseAlarmsPer90Days: 1,
  topology,
  configHash: "bench",
  digest: (text) => createHash("sha256").update(text).digest("hex"),
  withEvidence: false,
});
