/**
 * Takes a snapshot from one format to the next: a pure function over plain data, which says for itself what it takes.
 * What must not go on under the new format is dropped here, by name; everything else stays as it is.
 */
export type SnapshotStep = (snapshot: never) => unknown;

/** Steps by the format that they start from. */
export type SnapshotSteps = Readonly<Record<number, SnapshotStep>>;

/**
 * Form and meaning of a `DetectionSnapshot`. Raised with every change of either, together with a step. 1 was version
 * 0.2.0's, from which no step leads on.
 */
export const detectionFormat = 2;
export const detectionSteps: SnapshotSteps = {};

/** Form and meaning of an `IntakeSnapshot`. 1 was version 0.2.0's. */
export const intakeFormat = 2;
export const intakeSteps: SnapshotSteps = { 1: withClocks };

interface FirstIntakeSnapshot {
  readonly newestArrivalMs: number | null;
  readonly partitions: readonly {
    readonly newestArrivalMs: number | null;
    readonly open: readonly object[];
  }[];
}

/**
 * The newest arrival of a partition was its clock, whoever had sent it; nobody has spoken by the new rule yet. Which
 * readings are in the windows that have closed is not known, so late ones fill no gap there.
 */
function withClocks({ newestArrivalMs, partitions }: FirstIntakeSnapshot): unknown {
  return {
    newestMs: newestArrivalMs,
    partitions: partitions.map(({ newestArrivalMs: timeMs, ...partition }) => ({
      ...partition,
      clock: { timeMs, latest: [], waiting: [], places: 0 },
      open: partition.open.map((window) => ({ ...window, revised: null, repeated: 0 })),
      seen: null,
    })),
  };
}

/** Whether a snapshot of one format can be made one of another: a step leads on from each format between. */
export function leadsTo(steps: SnapshotSteps, from: number, to: number): boolean {
  for (let format = from; format < to; format += 1) if (steps[format] === undefined) return false;
  return from <= to;
}

/** The snapshot as the later format has it. Throws RangeError where the steps do not lead there. */
export function upgradedSnapshot(
  snapshot: unknown,
  steps: SnapshotSteps,
  { from, to }: { readonly from: number; readonly to: number },
): unknown {
  if (!leadsTo(steps, from, to)) throw new RangeError(`no steps lead from snapshot format ${from} to ${to}`);
  let upgraded = snapshot;
  for (let format = from; format < to; format += 1) upgraded = steps[format]!(upgraded as never);
  return upgraded;
}
