/** The value of a telemetry message as it was sent: any object. */
export type Value = Readonly<Record<string, unknown>>;

/** The object that a payload is the JSON of; null where it is none. Such a message is moved about, never changed. */
export function valueOf(payload: string | Uint8Array | null): Value | null {
  if (typeof payload !== "string") return null;
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Value) : null;
  } catch {
    return null;
  }
}

type Change = (amount: number) => number;

/** The value with these fields changed, where they are numbers. */
export function withNumbers(value: Value, changes: Readonly<Record<string, Change>>): Value {
  const changed: Record<string, unknown> = { ...value };
  for (const [field, change] of Object.entries(changes)) {
    const amount = value[field];
    if (typeof amount === "number") changed[field] = change(amount);
  }
  return changed;
}

export function numberOf(value: Value, field: string): number | null {
  const amount = value[field];
  return typeof amount === "number" ? amount : null;
}

/** The bounds or counts of a histogram changed; other values as they are. */
export function withBuckets(value: Value, changes: Readonly<Record<string, Change>>): Value {
  const { buckets } = value;
  if (!Array.isArray(buckets)) return value;
  return {
    ...value,
    buckets: buckets.map((bucket: unknown) =>
      typeof bucket === "object" && bucket !== null ? withNumbers(bucket as Value, changes) : bucket,
    ),
  };
}

/** A time as it was written, moved: epoch milliseconds or ISO 8601. */
export function movedTime(time: unknown, byMs: number): unknown {
  if (typeof time === "number") return time + byMs;
  if (typeof time !== "string") return time;
  const ms = Date.parse(time);
  return Number.isFinite(ms) ? new Date(ms + byMs).toISOString() : time;
}
