import type { Log, LogPlace, LogRecord, LogTransaction } from "./log.ts";
import { readBetween } from "./read-between.ts";
import { snapshotChunks, snapshotOf } from "./snapshot-bytes.ts";
import { StateFault } from "./state-fault.ts";
import { type SnapshotReference, stateFormat, stateKeys, type StateRecord } from "./state-record.ts";

export interface StateLogConfig {
  readonly log: Log;
  readonly place: LogPlace;
  /** Whose state it is. */
  readonly owner: string;
  /** Version of the code that makes the snapshots. */
  readonly version: string;
}

export interface SavedState<Snapshot, Progress> {
  readonly snapshot: Snapshot;
  /** How far the input had been read when the snapshot was taken. */
  readonly at: Progress;
  /** How far the input had been read, and its outputs given out, when the owner last committed. */
  readonly progress: Progress;
  readonly sizeBytes: number;
}

/** What helps where a state cannot be used, for the user. */
const startAnew =
  "delete the topic, run tocsin topics apply and start with --warm-from TIME, which learns from the retained input and emits no alert for it";

/**
 * A worker's memory in a partition that it alone writes: a progress record with every transaction, a snapshot with some
 * of them. What `load` gives is the last committed state, provided that the owner's identity was taken over before.
 */
export interface StateLog<Snapshot, Progress> {
  /**
   * Null where the partition holds nothing. Throws `StateFault` for what must not be used, and the reason of `stop` when
   * that comes first.
   */
  load(stop?: AbortSignal): Promise<SavedState<Snapshot, Progress> | null>;
  /** Writes into a running transaction; resolves with the bytes of the snapshot, if one is given. */
  save(transaction: LogTransaction, progress: Progress, snapshot?: Snapshot): Promise<number | null>;
}

export function stateLog<Snapshot, Progress>(config: StateLogConfig): StateLog<Snapshot, Progress> {
  const { place } = config;
  let snapshot: SnapshotReference<Progress> | null = null;
  let previous: SnapshotReference<Progress> | null = null;
  return {
    async load(stop) {
      const newest = await newestRecord<Progress>(config, stop);
      if (newest === null) return null;
      for (const reference of [newest.snapshot, newest.previous]) {
        if (reference === null) continue;
        const found = await readSnapshot(config, reference, stop);
        if (found === null) continue;
        snapshot = reference;
        previous = null;
        const { sizeBytes, progress: at } = reference;
        return { snapshot: found as Snapshot, at, progress: newest.progress, sizeBytes };
      }
      throw new StateFault(
        `no snapshot of ${config.owner} in ${place.topic}/${place.partition} can be read: they are damaged or were deleted. Raise the topic's retention.bytes, and ${startAnew}`,
      );
    },
    async save(transaction, progress, taken) {
      if (taken !== undefined) {
        previous = snapshot;
        snapshot = await writeSnapshot(transaction, place, { progress, taken });
      }
      if (snapshot === null) throw new Error(`the first state of ${config.owner} needs a snapshot`);
      const { owner, version } = config;
      const record: StateRecord<Progress> = {
        format: stateFormat,
        owner,
        version,
        progress,
        snapshot,
        previous,
      };
      await transaction.send(place, [{ key: stateKeys.progress, value: JSON.stringify(record) }]);
      return taken === undefined ? null : snapshot.sizeBytes;
    },
  };
}

async function writeSnapshot<Progress>(
  transaction: LogTransaction,
  place: LogPlace,
  { progress, taken }: { readonly progress: Progress; readonly taken: unknown },
): Promise<SnapshotReference<Progress>> {
  const { chunks, sha256, sizeBytes } = await snapshotChunks(taken);
  let first = -1;
  for (const value of chunks) {
    const offset = await transaction.send(place, [{ key: stateKeys.snapshot, value }]);
    if (first < 0) first = offset;
  }
  return { offset: first, parts: chunks.length, sha256, sizeBytes, progress };
}

async function readSnapshot(
  { log, place }: StateLogConfig,
  reference: SnapshotReference<unknown>,
  stop: AbortSignal | undefined,
): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  const { end } = await log.span(place);
  await readBetween(log, { place, from: reference.offset, to: end, stop }, (record) => {
    if (chunks.length === 0 && record.offset !== reference.offset) return false;
    if (keyOf(record) !== stateKeys.snapshot || record.value === null) return false;
    chunks.push(record.value);
    return chunks.length < reference.parts;
  });
  return await snapshotOf(chunks, reference.sha256);
}

/** How far back from the end the newest record is looked for at first; it is one of the last few. */
const firstLookBack = 16;

async function newestRecord<Progress>(
  config: StateLogConfig,
  stop: AbortSignal | undefined,
): Promise<StateRecord<Progress> | null> {
  const { first, end } = await config.log.span(config.place);
  if (end === first) return null;
  for (let back = firstLookBack; ; back *= 8) {
    const from = Math.max(first, end - back);
    const newest = await lastProgress(config, { from, to: end, stop });
    if (newest !== null) return checkedRecord(config, newest);
    if (from === first) return null;
  }
}

async function lastProgress(
  { log, place }: StateLogConfig,
  range: { readonly from: number; readonly to: number; readonly stop: AbortSignal | undefined },
): Promise<LogRecord | null> {
  const found: LogRecord[] = [];
  await readBetween(log, { place, ...range }, (record) => {
    if (keyOf(record) === stateKeys.progress) found[0] = record;
    return true;
  });
  return found[0] ?? null;
}

function checkedRecord<Progress>(
  config: StateLogConfig,
  { value, offset }: LogRecord,
): StateRecord<Progress> {
  const where = `${config.place.topic}/${config.place.partition} offset ${offset}`;
  const record = parsed(value);
  if (record?.format !== stateFormat) {
    throw new StateFault(
      `the state in ${where} has format ${String(record?.format)}, this version of tocsin reads ${stateFormat}: run the version that wrote it, or ${startAnew}`,
    );
  }
  if (record.owner !== config.owner) {
    throw new StateFault(
      `the state in ${where} belongs to ${record.owner}, not to ${config.owner}. Give each installation its own kafka.namePrefix and state topics`,
    );
  }
  if (record.version !== config.version) {
    throw new StateFault(
      `the state in ${where} was made by version ${record.version}, this is ${config.version}: run that version, or ${startAnew}`,
    );
  }
  return record as StateRecord<Progress>;
}

function parsed(value: Uint8Array | null): Partial<StateRecord<unknown>> | null {
  try {
    return JSON.parse(Buffer.from(value ?? []).toString("utf8")) as Partial<StateRecord<unknown>> | null;
  } catch {
    return null;
  }
}

function keyOf({ key }: LogRecord): string | null {
  return key === null ? null : Buffer.from(key).toString("utf8");
}
