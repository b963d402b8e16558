import type { LogRecord } from "@tocsin/log";
import type { RecordedPlace } from "./recorded-place.ts";

/** How long a partition that has nothing is waited for before the others' records are given. */
const waitMs = 250;

/**
 * The records of several partitions, merged by their times as far as they are read; of equal times the place named first
 * goes first, and each partition's own order is kept. A partition that is read to its end is not waited for. Ends when
 * every place is done, or, with all that was read, when `stopped` says so. Memory is one delivery a partition.
 */
export async function* mergedRecords(
  places: readonly RecordedPlace[],
  stopped: () => boolean,
  /** Called before each reading: it may set ends. */
  beforeReading: () => Promise<void>,
): AsyncGenerator<readonly LogRecord[], void> {
  while (!stopped()) {
    await beforeReading();
    await Promise.all(places.map(async (place) => await place.fill(waitMs)));
    if (places.every((place) => place.isDone())) return;
    const batch = takeRun(places, "sure");
    if (batch.length > 0) yield batch;
  }
  const rest = takeRun(places, "all");
  if (rest.length > 0) yield rest;
}

/** Takes records in order of time, `sure`: until a place that may have more has nothing left. */
function takeRun(places: readonly RecordedPlace[], which: "sure" | "all"): readonly LogRecord[] {
  const taken: LogRecord[] = [];
  const cursors = places.map((place) => ({ place, at: 0 }));
  const isDry = ({ place, at }: { readonly place: RecordedPlace; readonly at: number }): boolean =>
    which === "sure" && at === place.waiting.length && !(at === 0 && place.isCaughtUp());
  while (!cursors.some(isDry)) {
    let first: (typeof cursors)[number] | null = null;
    for (const cursor of cursors) {
      const time = cursor.place.waiting[cursor.at]?.timestampMs;
      if (time === undefined) continue;
      const lowest = first?.place.waiting[first.at]?.timestampMs;
      if (lowest === undefined || time < lowest) first = cursor;
    }
    if (first === null) break;
    taken.push(first.place.waiting[first.at] as LogRecord);
    first.at += 1;
  }
  for (const { place, at } of cursors) place.waiting.splice(0, at);
  return taken;
}
