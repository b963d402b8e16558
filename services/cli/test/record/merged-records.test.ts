import type { LogRecord } from "@tocsin/log";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mergedRecords } from "../../src/record/merged-records.ts";
import type { RecordedPlace } from "../../src/record/recorded-place.ts";

const recordOf = (partition: number, offset: number, timestampMs: number): LogRecord => ({
  topic: "t",
  partition,
  offset,
  timestampMs,
  key: null,
  value: null,
  headers: {},
});

/** A partition whose records come in these deliveries; `null`: nothing yet. After the last it is done, or silent. */
function place(
  partition: number,
  deliveries: readonly (readonly number[] | null)[],
  isEndless = false,
): RecordedPlace {
  const waiting: LogRecord[] = [];
  let next = 0;
  let offset = 0;
  const isRead = (): boolean => waiting.length === 0 && next === deliveries.length;
  return {
    place: { topic: "t", partition },
    waiting,
    fill: async () => {
      if (waiting.length > 0 || next === deliveries.length) return;
      for (const time of deliveries[next] ?? []) waiting.push(recordOf(partition, offset++, time));
      next += 1;
    },
    isDone: () => isRead() && !isEndless,
    isCaughtUp: () => isRead() && !isEndless,
    endAt: () => undefined,
    close: async () => undefined,
  };
}

async function merged(
  places: readonly RecordedPlace[],
  stopped = () => false,
): Promise<readonly LogRecord[]> {
  const all: LogRecord[] = [];
  for await (const batch of mergedRecords(places, stopped, async () => undefined)) all.push(...batch);
  return all;
}

const partition = fc.array(fc.array(fc.nat(50), { maxLength: 5 }), { maxLength: 5 }).map((deliveries) => {
  const sorted = deliveries.flat().toSorted((one, other) => one - other);
  return deliveries.map(({ length }) => sorted.splice(0, length));
});

test("partitions in order of time are merged in order of time, however they are delivered, and nothing is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(partition, { minLength: 1, maxLength: 4 }), async (partitions) => {
      const records = await merged(partitions.map((deliveries, at) => place(at, deliveries)));
      const all = partitions.flatMap((deliveries, at) => deliveries.flat().map((time) => ({ at, time })));
      const sorted = all.toSorted((one, other) => one.time - other.time || one.at - other.at);
      expect(records.map((record) => ({ at: record.partition, time: record.timestampMs }))).toEqual(sorted);
      for (const at of partitions.keys()) {
        const offsets = records.filter((record) => record.partition === at).map(({ offset }) => offset);
        expect(offsets).toEqual(offsets.map((_, index) => index));
      }
    }),
  );
});

test("what was read is given when it is stopped, though a partition could not be waited for", async () => {
  let asked = 0;
  const records = await merged([place(0, [[1, 2]]), place(1, [null], true)], () => ++asked > 3);
  expect(records.map(({ timestampMs }) => timestampMs)).toEqual([1, 2]);
});
