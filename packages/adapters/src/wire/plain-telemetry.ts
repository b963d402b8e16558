import { nameOf } from "@tocsin/contracts";
import { type Kinds, maxIntervalMs, type Reader } from "@tocsin/core";

/*
 * The contract's telemetry schemas once more, by hand, for speed. A property test holds both equal. They look at own
 * data properties of what JSON.parse gave, so a key such as `__proto__` is one more unknown key.
 */

export type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the fields of a message. What a producer left out, or sent as null, becomes null. What its schema would not take makes `fits`
 * false, and the reading is then worth nothing. `ts` is judged apart, for it may be a number or a text.
 */
export class Sent implements Reader<Kinds> {
  readonly #ts: number;
  fits = true;

  constructor(ts: number) {
    this.#ts = ts;
  }

  name(sent: unknown): string {
    const name = typeof sent === "string" ? nameOf(sent) : null;
    if (name === null) this.fits = false;
    return name as string;
  }

  optionalName(sent: unknown): string | null {
    return isAbsent(sent) ? null : this.name(sent);
  }

  time(): number {
    return this.#ts;
  }

  interval(sent: unknown): number {
    if (!isCount(sent) || (sent as number) < 1 || (sent as number) > maxIntervalMs) this.fits = false;
    return sent as number;
  }

  count(sent: unknown): number {
    if (!isCount(sent)) this.fits = false;
    return sent as number;
  }

  optionalCount(sent: unknown): number | null {
    return isAbsent(sent) ? null : this.count(sent);
  }

  optionalDuration(sent: unknown): number | null {
    if (isAbsent(sent)) return null;
    if (!isDuration(sent)) this.fits = false;
    return sent as number;
  }

  optionalHistogram(sent: unknown): readonly number[] | null {
    if (isAbsent(sent)) return null;
    if (isHistogram(sent)) return flatBuckets(sent);
    this.fits = false;
    return null;
  }
}

function isAbsent(sent: unknown): boolean {
  return sent === undefined || sent === null;
}

export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isDuration(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1e12;
}

interface Bucket {
  readonly leMs: number;
  readonly count: number;
}

function isHistogram(value: unknown): value is readonly Bucket[] {
  return Array.isArray(value) && value.length >= 1 && value.length <= 256 && value.every(isBucket);
}

function isBucket(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const bucket = value as Fields;
  return isDuration(bucket["leMs"]) && isCount(bucket["count"]);
}

function flatBuckets(buckets: readonly Bucket[]): readonly number[] {
  const flat: number[] = [];
  for (const { leMs, count } of buckets) flat.push(leMs, count);
  return flat;
}
