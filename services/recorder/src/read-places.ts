import { type Point, type Projection, untilWritten } from "@tocsin/adapters/influx";
import {
  type LogDelivery,
  LogFault,
  logGap,
  type LogMembership,
  type LogPlace,
  type LogPosition,
  type LogReader,
} from "@tocsin/log";
import { projectRecord } from "./project-record.ts";
import type { RecorderOptions } from "./recorder-options.ts";

export interface Reading {
  readonly options: RecorderOptions;
  readonly membership: LogMembership;
  readonly projection: Projection;
  readonly stop: AbortSignal;
}

/** How long one question for records may take: the recorder shows that often that it is alive. */
const pollMs = 500;

/**
 * Reads the places from the group's offsets on, writes what they hold, and moves the offsets only when the database has
 * acknowledged. Nothing more is read while a write is waited for, which bounds memory.
 */
export async function readPlaces(reading: Reading, places: readonly LogPlace[]): Promise<void> {
  const { options, stop } = reading;
  const reader = options.log.reader(await positionsOf(reading, places));
  const progress = savedProgress(reading);
  const close = (): void => void reader.close().catch(() => undefined);
  stop.addEventListener("abort", close, { once: true });
  try {
    while (!stop.aborted) {
      const delivery = await reader.next(pollMs);
      stop.throwIfAborted();
      if (delivery !== null) {
        await take(reading, reader, delivery);
        progress.reached({ ...delivery.place, offset: delivery.nextOffset });
      }
      await progress.save();
      options.instrumentation.processed(delivery?.kind === "records" ? delivery.records.length : 0);
    }
  } finally {
    stop.removeEventListener("abort", close);
    await reader.close();
  }
}

/** The group's offsets; the oldest record that is kept where it has none. */
async function positionsOf(
  { options, membership }: Reading,
  places: readonly LogPlace[],
): Promise<readonly LogPosition[]> {
  const positions: LogPosition[] = [];
  for (const [{ topic, partition }, offset] of await membership.committed(places)) {
    const place = { topic, partition };
    positions.push({ ...place, offset: offset ?? (await options.log.span(place)).first });
  }
  return positions;
}

async function take(reading: Reading, reader: LogReader, delivery: LogDelivery): Promise<void> {
  const { instrumentation } = reading.options;
  const { place, nextOffset: next } = delivery;
  switch (delivery.kind) {
    case "records":
      await takeRecords(reading, reader, delivery);
      break;
    case "undecodable":
      instrumentation.undecodable(place, { first: delivery.firstOffset, next, reason: delivery.reason });
      break;
    case "gap":
      instrumentation.gap(place, logGap(delivery));
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
  const { instrumentation, configuration } = reading.options;
  const tally = { points: 0, expired: 0, newestMs: null as number | null };
  let held: Point[] = [];
  const write = async (): Promise<void> => {
    const { written, expired } = await writeAll(reading, held);
    tally.points += written;
    tally.expired += expired;
    held = [];
  };
  for (const record of records) {
    const projected = projectRecord(record, configuration, reading.projection);
    if (projected.kind === "rejected") {
      const { code, reason } = projected;
      instrumentation.rejected(place, { offset: record.offset, code, reason });
      continue;
    }
    tally.newestMs = Math.max(tally.newestMs ?? projected.eventMs, projected.eventMs);
    for (const point of projected.points) held.push(point);
    if (held.length >= heldPoints) await write();
  }
  if (held.length > 0) await write();
  instrumentation.written(place, { ...tally, records: records.length, lag: reader.lag(place) });
}

async function writeAll(
  { options, stop }: Reading,
  points: readonly Point[],
): Promise<{ readonly written: number; readonly expired: number }> {
  const { sink, instrumentation, retry } = options;
  const report = await untilWritten(async () => await sink.write(points, stop), {
    ...retry,
    onRetry: (again) => instrumentation.retried(again),
    signal: stop,
  });
  if (report.setAside.length > 0) instrumentation.setAside(report.setAside);
  instrumentation.processed(0);
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
function savedProgress({ membership, options }: Reading): Progress {
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
        options.instrumentation.commitFailed(error);
      }
    },
  };
}
