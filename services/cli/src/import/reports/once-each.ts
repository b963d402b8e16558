import type { CsvReading } from "../csv/reading.ts";

/**
 * Of counts for the same time of the same series the highest alone: exports overlap, and in the older one the last interval
 * was not over yet. `sawTwice` is told of each that is left out. Readings must come in order of time and then of series.
 */
export async function* onceEach(
  batches: AsyncIterable<readonly CsvReading[]>,
  sawTwice: () => void,
): AsyncGenerator<readonly CsvReading[]> {
  let waiting: CsvReading | null = null;
  for await (const batch of batches) {
    const whole: CsvReading[] = [];
    for (const reading of batch) {
      if (waiting !== null && waiting.at === reading.at && waiting.series === reading.series) {
        sawTwice();
        if (countOf(reading) > countOf(waiting)) waiting = reading;
        continue;
      }
      if (waiting !== null) whole.push(waiting);
      waiting = reading;
    }
    yield whole;
  }
  if (waiting !== null) yield [waiting];
}

const countOf = ({ values }: CsvReading): number => values["reports"] ?? 0;
