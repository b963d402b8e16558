import { AlertEvent } from "./alert.ts";

/** Null for what is no alert: one bad message must not stop the others. */
export function alertOf(value: Buffer | null): AlertEvent | null {
  try {
    return AlertEvent.parse(JSON.parse(value?.toString("utf8") ?? ""));
  } catch {
    return null;
  }
}
