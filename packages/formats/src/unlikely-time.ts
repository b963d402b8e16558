import { earliestMs, latestMs } from "./limits.ts";

/** Of each to the next is a thousand times: the units in which times are written. */
const steps = [
  { words: "a thousand", shown: "2021-10-04".length },
  { words: "a million", shown: "2021-10-04".length },
  { words: "a billion", shown: "2021".length },
] as const;

/**
 * Why a time is none of our days, and which unit would make one of it: most are written in seconds, milliseconds or
 * nanoseconds where another of these belongs. What rounding to milliseconds has lost is not told.
 */
export function unlikelyTime(atMs: number): string {
  const reads = Math.abs(atMs) <= latestTimeMs ? new Date(atMs).toISOString() : `${atMs} ms`;
  for (const [index, { words, shown }] of steps.entries()) {
    const factor = 1000 ** (index + 1);
    const direction = atMs < earliestMs ? "more" : "less";
    const other = direction === "more" ? atMs * factor : atMs / factor;
    if (!(other >= earliestMs && other <= latestMs)) continue;
    const told = new Date(other).toISOString().slice(0, shown);
    return `its time reads as ${reads}; with ${words} times ${direction} it is of ${told}: it is written in another unit than its format has`;
  }
  return `its time reads as ${reads}, which is no moment of our days`;
}

/** Beyond, there is no date (ECMA-262, time values). */
const latestTimeMs = 8.64e15;
