import { type InfluxSink, type Point, type Projection, untilWritten } from "@tocsin/adapters/influx";
import {
  type Log,
  type LogDelivery,
  LogFault,
  type LogMembership,
  type LogPlace,
  type LogPosition,
  type LogReader,
} from "@tocsin/core";
import type { RecorderObserver } from "./observer.ts";
import { projectRecord, type RecordedTopics } from "./project-record.ts";
import { isAborted, type RecorderPatience } from "./patience.ts";

export interface Reading {
  readonly log: Log;
  readonly membership: LogMembership;
  readonly sink: InfluxSink;
  readonly topics: RecordedTopics;
  /** Of this reading alone: what an aborted write leaves out, the next reading gives again. */
  readonly projection: Projection;
  readonly observer: RecorderObserver;
  readonly patience: RecorderPatience;
  readonly signal: AbortSignal;
}

/**
 * Reads the places from the group's offsets on, writes what they hold, and moves the offsets only when the database has
 * acknowledged. Nothing more is read while a write is waited for, which bounds memory. Resolves when the signal is
 * aborted, or when the log's reader ends.
 */
export async function readPlaces(reading: Reading, places: readonly LogPlace[]): Promise<void> {
  const { log, patience, signal } = reading;
  const from = await positionsOf(reading, places);
  if (isAborted(signal)) return;
  const reader = log.reader(from);
  const progress = savedProgress(reading);
  const close = (): void => void reader.close().catch(() => undefined);
  signal.addEventListener("abort", close, { once: true });
  try {
    while (!isAborted(signal)) {
      const delivery = await reader.next(patience.pollMs);
      if (isAborted(signal)) break;
      if (delivery !== null) {
        await take(reading, reader, delivery);
        progress.reached({ ...delivery.place, offset: delivery.nextOffset });
      }
      await progress.save();
    }
  } finally {
    signal.removeEventListener("abort", close);
    await reader.close();
  }
}

/** The group's offsets; the oldest record that is kept where it has none. */
async function positionsOf(
  { log, membership }: Reading,
  places: readonly LogPlace[],
): Promise<readonly LogPosition[]> {
  const committed = await membership.committed(places);
  const positions: LogPosition[] = [];
  for (const [{ topic, partition }, offset] of committed) {
    const place = { topic, partition };
    positions.push({ ...place, offset: offset ?? (await log.span(place)).first });
  }
  return positions;
}

async function take(reading: Reading, reader: LogReader, delivery: LogDelivery): Promise<void> {
  const { observer } = reading;
  const { place, nextOffset } = delivery;
  switch (delivery.kind) {
    case "records":
      await takeRecords(reading, reader, delivery);
      break;
    case "undecodable": {
      const { firstOffset: offset, reason } = delivery;
      const offsets = nextOffset - offset;
      observer.rejected({ ...place, offset, offsets, code: "batch-undecodable", reason });
      break;
    }
    case "gap":
      observer.gap({ ...place, expectedOffset: delivery.expectedOffset, nextOffset });
      break;
  }
}

/** Points of a delivery that are held before they are written: a batch or two of the database. */
const heldPoints = 5000;

async function takeRecords(
  reading: Reading,
  reader: LogReader,
  { place, records }: Extract<LogDelivery, { kind: "records" }>,
): Promise<void> {
  const { observer } = reading;
  const tally = { points: 0, expired: 0, newestMs: null as number | null };
  let held: Point[] = [];
  const write = async (): Promise<void> => {
    const { written, expired } = await writeAll(reading, held);
    tally.points += written;
    tally.expired += expired;
    held = [];
  };
  for (const record of records) {
    const projected = projectRecord(record, reading.topics, reading.projection);
    if (projected.kind === "rejected") {
      const { code, reason } = projected;
      observer.rejected({ ...place, offset: record.offset, offsets: 1, code, reason });
      continue;
    }
    tally.newestMs = Math.max(tally.newestMs ?? projected.eventMs, projected.eventMs);
    for (const point of projected.points) held.push(point);
    if (held.length >= heldPoints) await write();
  }
  if (held.length > 0) await write();
  observer.written({ ...place, ...tally, records: records.length, lag: reader.lag(place) });
}

async function writeAll(
  { sink, observer, patience, signal }: Reading,
  points: readonly Point[],
): Promise<{ readonly written: number; readonly expired: number }> {
  const report = await untilWritten(async () => await sink.write(points, signal), {
    ...patience.retry,
    onRetry: observer.retried,
    signal,
  });
  if (report.setAside.length > 0) observer.setAside(report.setAside);
  return report;
}

interface Progress {
  /** Everything before this position is in the database. */
  readonly reached: (position: LogPosition) => void;
  readonly save: () => Promise<void>;
}

/**
 * A commit that fails is told, and tried again after the next delivery or the next wait for one: either the partitions
 * are another member's by now, and a change of the assignment follows, or a later commit makes good for it.
 */
function savedProgress({ membership, observer }: Reading): Progress {
  const unsaved = new Map<string, LogPosition>();
  return {
    reached: (position) => unsaved.set(`${position.topic}/${position.partition}`, position),
    save: async () => {
      if (unsaved.size === 0) return;
      try {
        await membership.commit([...unsaved.values()]);
        unsaved.clear();
      } catch (error) {
        if (error instanceof LogFault && error.kind === "refused") throw error;
        observer.commitFailed(error);
      }
    },
  };
}
