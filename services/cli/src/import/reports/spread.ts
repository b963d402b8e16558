import type { CsvReading } from "../csv/reading.ts";

/**
 * Each count in equal parts over its interval, in order of time: of 16 in a quarter of an hour one in each minute, and two
 * in the last. The sum is right; when in the interval people complained, nobody knows. `at` must be the starts of intervals,
 * in order. What is kept is no more than the readings of one interval.
 */
export async function* spread(
  batches: AsyncIterable<readonly CsvReading[]>,
  parts: number,
  partMs: number,
): AsyncGenerator<readonly CsvReading[]> {
  let open: CsvReading[] = [];
  for await (const batch of batches) {
    const newest = batch.at(-1)?.at;
    if (newest === undefined) continue;
    open.push(...batch.flatMap((reading) => partsOf(reading, parts, partMs)));
    // What comes later begins no earlier than the newest.
    const over = open.filter(({ at }) => at < newest);
    open = open.filter(({ at }) => at >= newest);
    yield over.toSorted(order);
  }
  yield open.toSorted(order);
}

function partsOf(reading: CsvReading, parts: number, partMs: number): readonly CsvReading[] {
  const total = reading.values["reports"] ?? 0;
  const upTo = (part: number): number => (part === parts ? total : Math.floor((total * part) / parts));
  return Array.from({ length: parts }, (_, part) => ({
    ...reading,
    at: reading.at + part * partMs,
    values: { reports: upTo(part + 1) - upTo(part) },
  }));
}

function order(a: CsvReading, b: CsvReading): number {
  if (a.at !== b.at) return a.at - b.at;
  return a.series < b.series ? -1 : Number(a.series > b.series);
}
