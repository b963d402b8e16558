import type { Doubt, ErrorCode, Refused } from "@tocsin/contracts";
import type { TelemetrySeen } from "./telemetry-seen.ts";

/** With these a file holds more than was read, and nobody knows how much. */
const broken: readonly ErrorCode[] = [
  "gzip-truncated",
  "zstd-truncated",
  "packed-trailing",
  "file-unreadable",
  "file-empty",
  "file-disorder",
];

/** Why a replay cannot say that nothing failed; empty where it can. */
export function doubtsOf(
  refused: Refused,
  codes: ReadonlyMap<ErrorCode, number>,
  telemetry: Pick<TelemetrySeen, "isAny" | "isEnough">,
): readonly Doubt[] {
  const doubts: Doubt[] = [];
  if (refused.refused > 0 && refused.refused / refused.of > refused.limit) doubts.push("refused-lines");
  if (refused.overLimit.length > 0) doubts.push("refused-service-lines");
  if (broken.some((code) => codes.has(code))) doubts.push("broken-file");
  if (!telemetry.isAny()) doubts.push("no-telemetry");
  else if (!telemetry.isEnough()) doubts.push("short-telemetry");
  return doubts;
}

/** Too much was refused: no answer stands then, not even that something failed. */
export const isAboutRefusals = (doubt: Doubt): boolean =>
  doubt === "refused-lines" || doubt === "refused-service-lines";
