/** The fields of a recording line that are used. */
export interface PlainLine {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly ts: number;
  readonly payload: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The contract's `RecordingLine` once more, by hand, for speed, for lines whose value is text or a tombstone. A property
 * test holds both equal. False leaves the decision to the schema.
 */
export function isPlainLine(value: unknown): value is PlainLine {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const line = value as Fields;
  return (
    isTopic(line["topic"]) &&
    isWhole(line["partition"]) &&
    isWhole(line["offset"]) &&
    isWhole(line["ts"]) &&
    (line["ts"] as number) <= 8.64e15 &&
    isTextOrNull(line["payload"]) &&
    line["payloadBase64"] === undefined
  );
}

function isTopic(value: unknown): boolean {
  return typeof value === "string" && value.length >= 1 && value.length <= 249;
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}
