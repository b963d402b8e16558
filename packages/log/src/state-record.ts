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
  readonly snapshot: SnapshotReference<Progress>;
  /** The one before, for the case that the newest cannot be read. It may be of an older format. */
  readonly previous: SnapshotReference<Progress> | null;
}

/** Says which records of a state partition are which. */
export const stateKeys = { progress: "progress", snapshot: "snapshot" } as const;

/** As version 0.2.0 wrote it: one text for the worker, its format and the window length. */
interface FirstRecord {
  readonly format: 1;
  readonly owner: string;
  readonly version: string;
  readonly progress: unknown;
  readonly snapshot: Omit<SnapshotReference<unknown>, "format">;
  readonly previous: Omit<SnapshotReference<unknown>, "format"> | null;
}

/**
 * A record's value as the present format has it. Else why not: the number of a format that is not known, or null for what
 * is no record.
 */
export function readRecord(
  value: Uint8Array | null,
):
  | { readonly kind: "record"; readonly record: StateRecord<unknown> }
  | { readonly kind: "unknown"; readonly format: number | null } {
  const found = parsed(value);
  if (found?.format === recordFormat) return { kind: "record", record: found as StateRecord<unknown> };
  if (found?.format === 1) {
    const record = ofFirst(found as FirstRecord);
    if (record !== null) return { kind: "record", record };
  }
  return { kind: "unknown", format: typeof found?.format === "number" ? found.format : null };
}

function parsed(value: Uint8Array | null): { readonly format?: unknown } | null {
  try {
    return JSON.parse(Buffer.from(value ?? []).toString("utf8")) as { readonly format?: unknown } | null;
  } catch {
    return null;
  }
}

/** Such as `intake 1, windows of 60000 ms` and, without a number in 0.2.0, `detector 0.2.0, state 2, windows of 60000 ms`. */
const firstVersion =
  /^(?:intake (?<intake>\d+)|detector [^,]+(?:, state (?<state>\d+))?), windows of (?<windowMs>\d+) ms$/;

function ofFirst({ owner, version, progress, snapshot, previous }: FirstRecord): StateRecord<unknown> | null {
  const groups = firstVersion.exec(version)?.groups;
  if (groups === undefined) return null;
  const format = Number(groups.intake ?? groups.state ?? 1);
  return {
    format: recordFormat,
    owner,
    windowMs: Number(groups.windowMs),
    progress,
    snapshot: { format, ...snapshot },
    previous: previous === null ? null : { format, ...previous },
  };
}
