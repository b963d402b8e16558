/** Changes when older programs could misread what newer ones write. */
export const stateFormat = 1;

/** Where a snapshot stands in its partition, and how far the input was read when it was taken. */
export interface SnapshotReference<Progress> {
  /** Offset of the first of its records. */
  readonly offset: number;
  readonly parts: number;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly progress: Progress;
}

/** The newest such record of a partition is the truth about its owner. */
export interface StateRecord<Progress> {
  readonly format: typeof stateFormat;
  /** Whose state it is, so that one worker never takes up another's. */
  readonly owner: string;
  /** Version of the code that the snapshots belong to. */
  readonly version: string;
  readonly progress: Progress;
  readonly snapshot: SnapshotReference<Progress>;
  /** The one before, for the case that the newest cannot be read. */
  readonly previous: SnapshotReference<Progress> | null;
}

/** Says which records of a state partition are which. */
export const stateKeys = { progress: "progress", snapshot: "snapshot" } as const;
