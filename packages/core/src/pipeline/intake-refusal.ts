import type { Reading } from "../reading/reading.ts";
import { formatIso } from "../time/format-iso.ts";
import { windowIndexOfReading } from "../time/window-index.ts";
import type { AnyAdmission, Partition } from "../window/index.ts";

/** Why a decoded message does not count, in the words of the contract's list of error codes. */
export interface IntakeRefusal {
  readonly code: "late" | "duplicate" | "conflict" | "timestamp-future" | "clock-not-believed";
  readonly reason: string;
}

/** A message that is refused: the one just given, or an earlier one that had to wait. */
export interface RefusedMessage extends IntakeRefusal {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Epoch ms. */
  readonly arrivalMs: number;
  /** Null of a tick. */
  readonly reading: Reading | null;
}

const reasons = {
  duplicate: "the same reading with the same values is in this window already",
  conflict:
    "the same reading with other values is in this window already; the one with the lower offset stays",
  repeated:
    "a reading of its series is in this window already, which is closed; their values were not compared",
} as const;

export function readingRefusal(
  admission: Exclude<AnyAdmission, "accepted" | "revised">,
  state: Partition,
  reading: Reading,
): IntakeRefusal {
  if (admission === "repeated") return { code: "duplicate", reason: reasons.repeated };
  if (admission !== "late") return { code: admission, reason: reasons[admission] };
  const index = windowIndexOfReading(reading.ts, reading.intervalMs, state.windowMs);
  const ended = formatIso((index + 1) * state.windowMs);
  const open = formatIso((state.oldestOpen ?? index) * state.windowMs);
  const place = `${state.topic}/${state.partition}`;
  const moved =
    state.movedBy === "clock" ? ", moved on by the wall clock or by partitions that are far ahead" : "";
  return {
    code: "late",
    reason: `its window ended ${ended}; ${place} has closed everything before ${open}${moved}`,
  };
}

export function jumpRefusal(timeMs: number, newestMs: number): IntakeRefusal {
  const times = `${formatIso(timeMs)} after ${formatIso(newestMs)}`;
  return {
    code: "timestamp-future",
    reason: `arrived more than 100 days after everything before it: ${times}`,
  };
}

/** `clockMs`: what time it is by the others. */
export function doubtRefusal(timeMs: number, clockMs: number | null): IntakeRefusal {
  const others =
    clockMs === null ? "nobody else says so" : `the others of its partition say ${formatIso(clockMs)}`;
  return { code: "clock-not-believed", reason: `says that it arrived ${formatIso(timeMs)}; ${others}` };
}
