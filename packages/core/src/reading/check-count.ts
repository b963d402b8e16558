import type { Rejection } from "./rejection.ts";

/** Null for a whole number from 0 to 2^53 - 1, which is what doubles add up without error. */
export function countRejection(field: string, value: number): Rejection | null {
  if (Number.isSafeInteger(value) && value >= 0) return null;
  if (value < 0) return { code: "count-negative", reason: `${field} is ${value}` };
  return { code: "value-schema", reason: `${field} is ${value}, not a whole number below 2^53` };
}
