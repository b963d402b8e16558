import fc from "fast-check";
import { expect, test } from "vitest";
import type { CsvReading } from "../../../src/import/csv/reading.ts";
import { sortedReadings } from "../../../src/import/csv/sorted-readings.ts";

async function sorted(readings: readonly CsvReading[], atOnce: number): Promise<readonly CsvReading[]> {
  const into = sortedReadings(atOnce);
  const found: CsvReading[] = [];
  try {
    for (const reading of readings) await into.add(reading);
    for await (const batch of into.inOrder()) found.push(...batch);
  } finally {
    await into.close();
  }
  return found;
}

const reading = fc.record({
  at: fc.integer({ min: 0, max: 5 }),
  stream: fc.constantFrom("error-rate" as const, "report-volume" as const),
  names: fc.constant({ service: "any" }),
  series: fc.constantFrom("a", "b"),
  values: fc.record({ requests: fc.integer({ min: 0, max: 9 }) }),
});

test("the order is the same however few readings fit into memory, and equals keep theirs", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(reading, { maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      async (readings, atOnce) => {
        const expected = readings.toSorted(
          (a, b) => a.at - b.at || (a.series < b.series ? -1 : Number(a.series > b.series)),
        );
        expect(await sorted(readings, atOnce)).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});
