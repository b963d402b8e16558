import { createHash } from "node:crypto";
import type { FrameDetectionConfig } from "@tocsin/core";
import type { DetectionSettings } from "./detector-options.ts";

const digest = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** The configuration of core's detection; a replay and the live detector differ only in the last argument. */
export function detectionConfig(
  settings: DetectionSettings,
  windowMs: number,
  how: Pick<FrameDetectionConfig, "newcomerWaitMs" | "withEvidence" | "quietUntilMs">,
): FrameDetectionConfig {
  return { ...settings, windowMs, digest, ...how };
}
