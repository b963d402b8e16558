import { type Kinds, parseIso, type Reading, readFields, type Stream } from "@tocsin/core";
import { type Fields, Sent } from "./plain-telemetry.ts";

/** The reading in a plainly valid value; null leaves the decision to the schema. */
export function fastReading(stream: Stream, value: Fields): Reading | null {
  const ts = epochMs(value["ts"]);
  if (ts === null) return null;
  const sent = new Sent(ts);
  const reading = readFields<Kinds>(stream, value, sent);
  return sent.fits ? reading : null;
}

const maxEpochMs = 8.64e15;

/** A time in a message as epoch milliseconds; null leaves the decision to the schema. */
export function epochMs(ts: unknown): number | null {
  if (typeof ts === "number") return Number.isSafeInteger(ts) && ts >= 0 && ts <= maxEpochMs ? ts : null;
  return typeof ts === "string" && hasSeconds(ts) ? parseIso(ts) : null;
}

/** `parseIso` takes times without seconds, the contract does not: `2021-10-04T15:40:00Z` has a colon at 16. */
function hasSeconds(ts: string): boolean {
  return ts.charCodeAt(16) === 58;
}
