import { leadsTo, type SnapshotSteps, upgradedSnapshot } from "@tocsin/core";
import type { Log, LogPlace, LogRecord, LogTransaction } from "./log.ts";
import { readBetween } from "./read-between.ts";
import { snapshotChunks, snapshotOf } from "./snapshot-bytes.ts";
import { StateFault } from "./state-fault.ts";
import {
  readRecord,
  recordFormat,
  type SnapshotReference,
  stateKeys,
  type StateRecord,
} from "./state-record.ts";

export interface StateLogConfig {
  readonly log: Log;
  readonly place: LogPlace;
  /** Whose state it is. */
  readonly owner: string;
  /** Snapshots count in windows of this length. */
  readonly windowMs: number;
  /** Form and meaning of the snapshots that are saved. */
  readonly format: number;
  /** How those of older formats are taken over. */
  readonly steps: SnapshotSteps;
  /** Whether a value that was read is a progress as the owner writes it. */
  readonly isProgress: (value: unknown) => boolean;
}

export interface SavedState<Snapshot, Progress> {
  readonly snapshot: Snapshot;
  /** Whether it was of an older format: what is in the log is not what goes on from here. */
  readonly isUpgraded: boolean;
  /** Whether the newest snapshot cannot be read, and this is the one before: what came between is not in it. */
  readonly isOlder: boolean;
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
   * Null where the partition holds nothing. A snapshot of an older format is brought to the present one. Throws
   * `StateFault` for what must not be used, which stays in the log as it is, and the reason of `stop` when that comes first.
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
        if (reference === null || !config.isProgress(reference.progress)) continue;
        refuseFormat(config, reference);
        const found = await readSnapshot(config, reference, stop);
        if (found === null) continue;
        snapshot = reference;
        previous = null;
        const { sizeBytes, progress: at, format } = reference;
        const upgraded = upgradedSnapshot(found, config.steps, { from: format, to: config.format });
        return {
          snapshot: upgraded as Snapshot,
          isUpgraded: format !== config.format,
          isOlder: reference !== newest.snapshot,
          at,
          progress: newest.progress,
          sizeBytes,
        };
      }
      throw new StateFault(
        "state-damaged",
        `no snapshot of ${config.owner} in ${placeOf(config)} can be read: they are damaged, were deleted, or were written by a newer version of Node, which could go on with them. Raise the topic's retention.bytes, and ${startAnew}`,
      );
    },
    async save(transaction, progress, taken) {
      if (taken !== undefined) {
        previous = snapshot;
        snapshot = {
          format: config.format,
          ...(await writeSnapshot(transaction, place, { progress, taken })),
        };
      }
      if (snapshot === null) throw new Error(`the first state of ${config.owner} needs a snapshot`);
      const { owner, windowMs } = config;
      const record: StateRecord<Progress> = {
        format: recordFormat,
        owner,
        windowMs,
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
): Promise<Omit<SnapshotReference<Progress>, "format">> {
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
  const newest = await newestProgress(config, stop);
  return newest === null ? null : checkedRecord(config, newest);
}

/** Whose state a partition holds; null where it holds none. */
export async function stateOwner(log: Log, place: LogPlace): Promise<string | null> {
  const newest = await newestProgress({ log, place }, undefined);
  const read = newest === null ? null : readRecord(newest.value);
  return read?.kind === "record" ? read.record.owner : null;
}

type Where = Pick<StateLogConfig, "log" | "place">;

async function newestProgress(where: Where, stop: AbortSignal | undefined): Promise<LogRecord | null> {
  const { first, end } = await where.log.span(where.place);
  if (end === first) return null;
  for (let back = firstLookBack; ; back *= 8) {
    const from = Math.max(first, end - back);
    const newest = await lastProgress(where, { from, to: end, stop });
    if (newest !== null || from === first) return newest;
  }
}

async function lastProgress(
  { log, place }: Where,
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
  const where = `${placeOf(config)} offset ${offset}`;
  const read = readRecord(value);
  if (read.kind === "unknown") throw unknownRecord(where, read.format);
  const { owner, windowMs, progress, snapshot } = read.record;
  if (owner !== config.owner) {
    throw new StateFault(
      "state-foreign",
      `the state in ${where} belongs to ${owner}, not to ${config.owner}. Give each installation its own environment or kafka.namePrefix`,
    );
  }
  if (windowMs !== config.windowMs) {
    throw new StateFault(
      "state-window-length",
      `the state in ${where} counts in windows of ${windowMs} ms, the configuration says ${config.windowMs}: set windowMs back, or ${startAnew}`,
    );
  }
  if (!config.isProgress(progress)) {
    // Another version may have kept its progress in another form too.
    if (snapshot !== null) refuseFormat(config, snapshot);
    throw unknownRecord(where, null);
  }
  return read.record as StateRecord<Progress>;
}

function unknownRecord(where: string, format: number | null): StateFault {
  if (format !== null && format > recordFormat) {
    return new StateFault(
      "state-newer",
      `the state in ${where} has format ${format}, and this version of tocsin reads up to ${recordFormat}: run the version that wrote it, or ${startAnew}`,
    );
  }
  return new StateFault(
    "state-unreadable",
    `what stands in ${where} is no state of a worker: look who else writes there, or ${startAnew}`,
  );
}

/** Told before it is read: where the newest cannot be used, an older one must not be taken in silence. */
function refuseFormat(config: StateLogConfig, { format, offset }: SnapshotReference<unknown>): void {
  if (leadsTo(config.steps, format, config.format)) return;
  const where = `the snapshot of ${config.owner} in ${placeOf(config)} offset ${offset} has format ${format}`;
  if (format > config.format) {
    throw new StateFault(
      "state-newer",
      `${where}, and this version of tocsin reads up to ${config.format}: run the version that wrote it, or ${startAnew}`,
    );
  }
  throw new StateFault(
    "state-outdated",
    `${where}, which this version of tocsin cannot make one of format ${config.format}: run the version that wrote it, or ${startAnew}`,
  );
}

const placeOf = ({ place }: StateLogConfig): string => `${place.topic}/${place.partition}`;

function keyOf({ key }: LogRecord): string | null {
  return key === null ? null : Buffer.from(key).toString("utf8");
}
