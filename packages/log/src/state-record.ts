/** Changes when older programs could misread what newer ones write. */
export const recordFormat = 2;

/** Where a snapshot stands in its partition, and how far the input was read when it was taken. */
export interface SnapshotReference<Progress> {
  /** Form and meaning of what is in it: a number that each worker counts for itself. */
  readonly format: number;
  /** Offset of the first of its records. */
  readonly offset: number;
  readonly parts: number;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly progress: Progress;
}

/** The newest such record of a partition is the truth about its owner. */
export interface StateRecord<Progress> {
  readonly format: typeof recordFormat;
  /** Whose state it is, so that one worker never takes up another's. */
  readonly owner: string;
  /** Snapshots count in windows of this length, and are of no use for another. */
  readonly windowMs: number;
  readonly progress: Progress;
  /** Null where a record that was read names none that can be looked for. */
  readonly snapshot: SnapshotReference<Progress> | null;
  /** The one before, for the case that the newest cannot be read. It may be of an older format. */
  readonly previous: SnapshotReference<Progress> | null;
}

/** Says which records of a state partition are which. */
export const stateKeys = { progress: "progress", snapshot: "snapshot" } as const;

/**
 * A record's value as the present format has it. Else why not: the number of a format that is not known, or null for what
 * is no record. Where only a snapshot is not named as it should be, the record is still the truth about the progress.
 */
export function readRecord(
  value: Uint8Array | null,
):
  | { readonly kind: "record"; readonly record: StateRecord<unknown> }
  | { readonly kind: "unknown"; readonly format: number | null } {
  const found = parsed(value);
  const record = recordIn(found);
  if (record !== null) return { kind: "record", record };
  const isOfAnother = typeof found["format"] === "number" && found["format"] !== recordFormat;
  return { kind: "unknown", format: isOfAnother ? (found["format"] as number) : null };
}

type Fields = Readonly<Record<string, unknown>>;

function recordIn(found: Fields): StateRecord<unknown> | null {
  if (found["format"] === 1) return ofFirst(found);
  if (found["format"] !== recordFormat) return null;
  const { owner, windowMs, progress } = found;
  if (typeof owner !== "string" || typeof windowMs !== "number" || progress === undefined) return null;
  const [snapshot, previous] = [referenceIn(found["snapshot"]), referenceIn(found["previous"])];
  return { format: recordFormat, owner, windowMs, progress, snapshot, previous };
}

function referenceIn(found: unknown): SnapshotReference<unknown> | null {
  const { format, offset, parts, sha256, sizeBytes, progress } = fieldsOf(found);
  const numbers = [format, offset, parts, sizeBytes];
  const isWhole = numbers.every(Number.isSafeInteger) && typeof sha256 === "string" && progress !== undefined;
  return isWhole ? (found as SnapshotReference<unknown>) : null;
}

const fieldsOf = (found: unknown): Fields =>
  typeof found === "object" && found !== null ? (found as Fields) : {};

function parsed(value: Uint8Array | null): Fields {
  try {
    return fieldsOf(JSON.parse(Buffer.from(value ?? []).toString("utf8")));
  } catch {
    return {};
  }
}

/** Such as `intake 1, windows of 60000 ms` and, without a number in 0.2.0, `detector 0.2.0, state 2, windows of 60000 ms`. */
const firstVersion =
  /^(?:intake (?<intake>\d+)|detector [^,]+(?:, state (?<state>\d+))?), windows of (?<windowMs>\d+) ms$/;

/** As version 0.2.0 wrote it: one text for the worker, its format and the window length; references name no format. */
function ofFirst({ owner, version, progress, snapshot, previous }: Fields): StateRecord<unknown> | null {
  const groups = typeof version === "string" ? firstVersion.exec(version)?.groups : undefined;
  if (groups === undefined || typeof owner !== "string" || progress === undefined) return null;
  const format = Number(groups["intake"] ?? groups["state"] ?? 1);
  return {
    format: recordFormat,
    owner,
    windowMs: Number(groups["windowMs"]),
    progress,
    snapshot: referenceIn({ format, ...fieldsOf(snapshot) }),
    previous: referenceIn({ format, ...fieldsOf(previous) }),
  };
}
