import { type LogPlace, type LogRecord, readBetween } from "@tocsin/log";
import { knownSchemas } from "./foreign/known-schemas.ts";
import type { IntakeTaskOptions } from "./intake-options.ts";
import type { IntakeSession } from "./intake-session.ts";
import { closedUntil } from "./newest-frame.ts";

/** What lies between the snapshot that could be read and the newest commit. */
export interface Missed {
  readonly place: LogPlace;
  /** Offsets: behind what the snapshot includes, and behind what was committed. */
  readonly from: number;
  readonly to: number;
  /** Where the partition's frames are. */
  readonly windows: LogPlace;
}

/**
 * Takes again what was taken behind the snapshot, where the newest one cannot be read and the one before stands in for it.
 * What comes of it was committed then, so none of it is given out. With `clock: wall` the moments at which windows closed
 * stand in the frames alone: what the newest frame closed is closed. Gives the number of records.
 */
export async function catchUp(
  options: IntakeTaskOptions,
  session: IntakeSession,
  { place, from, to, windows }: Missed,
  stop: AbortSignal,
): Promise<number> {
  const { log, clock, configuration } = options;
  const isWall = configuration.clock === "wall";
  let records = 0;
  const held: LogRecord[] = [];
  const take = (record: LogRecord): void => void session.step(record, isWall ? clock.look().nowMs : null);
  await readBetween(log, { place, from, to, stop }, (record) => {
    // What may need a schema waits until it is there: there are as many as come between two snapshots.
    if (options.schemas === undefined) take(record);
    else held.push(record);
    records += 1;
    return true;
  });
  await knownSchemas(options, { place, records: held }, stop);
  for (const record of held) take(record);
  const closedMs = isWall
    ? await closedUntil({ log, windowMs: configuration.windowMs, stop }, windows)
    : null;
  if (closedMs !== null)
    session.advance(place, closedMs + configuration.allowedLatenessMs + session.delayMs(place.topic));
  return records;
}
