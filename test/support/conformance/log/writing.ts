import type { Log, LogHeaderValue, LogRecord, NewLogRecord } from "@tocsin/log";
import { expect } from "vitest";
import { at, fromStart, type OpenLog, promise, readCount, readToEnd, textOf, textsOf } from "./rig.ts";

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** Records that are easily changed on their way. */
const delicate: readonly NewLogRecord[] = [
  { key: null, value: null },
  { key: "", value: "" },
  { key: "key", value: null, headers: { code: "null-value" } },
  { key: null, value: everyByte, headers: { empty: "", text: "Grüße, 世界 🔔" } },
  { key: everyByte, value: "", headers: { bytes: everyByte, twice: ["1", everyByte] } },
  { key: "Schlüssel 🔑", value: "Wert\u0000 with a zero", headers: { "a-b.c": "1", other: "2" } },
];

const hex = (bytes: Uint8Array | string | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString("hex");

const hexes = (values: LogHeaderValue | readonly LogHeaderValue[]): unknown =>
  typeof values === "string" || values instanceof Uint8Array ? hex(values) : values.map(hex);

const asSent = ({ key, value, headers = {} }: NewLogRecord) => ({
  key: hex(key),
  value: hex(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, hexes(text)])),
});

const asSeen = ({ key, value, headers }: LogRecord) => ({
  key: hex(key),
  value: hex(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, bytes]) => [name, hexes(bytes)])),
});

async function partitionsByKey(log: Log, topic: string, partitions: number) {
  const byKey = new Map<string | null, Set<number>>();
  for (let partition = 0; partition < partitions; partition += 1)
    for (const { key } of await readToEnd(log, at(topic, partition)))
      byKey.set(textOf(key), (byKey.get(textOf(key)) ?? new Set()).add(partition));
  return byKey;
}

/** Records that are appended outside a transaction, and what becomes of their bytes. */
export function writingPromises(open: OpenLog): void {
  promise(open, "a record goes to the partition that it names", async (rig) => {
    const topic = await rig.topic(3);
    const log = await rig.client();
    await log.append(
      [2, 0, 2].map((partition) => ({ topic, partition, key: "same", value: `${partition}` })),
    );
    expect(textsOf(await readToEnd(log, at(topic, 0)))).toEqual(["0"]);
    expect(await readToEnd(log, at(topic, 1))).toEqual([]);
    expect(textsOf(await readToEnd(log, at(topic, 2)))).toEqual(["2", "2"]);
  });

  promise(open, "without a partition, records of one key come together, and keys are spread", async (rig) => {
    const topic = await rig.topic(3);
    const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);
    const log = await rig.client();
    await log.append(keys.map((key) => ({ topic, key, value: "first" })));
    await (await rig.client()).append(keys.map((key) => ({ topic, key, value: "second" })));
    const byKey = await partitionsByKey(log, topic, 3);
    expect(new Set(byKey.keys())).toEqual(new Set(keys));
    for (const partitions of byKey.values()) expect(partitions.size).toBe(1);
    expect(new Set([...byKey.values()].flatMap((partitions) => [...partitions])).size).toBe(3);
  });

  promise(open, "records without key and partition all arrive", async (rig) => {
    const topic = await rig.topic(3);
    const values = Array.from({ length: 30 }, (_, index) => `${index}`);
    const log = await rig.client();
    await log.append(values.map((value) => ({ topic, key: null, value })));
    const records = await readCount(log.reader(fromStart(topic, 3)), 30);
    expect(new Set(textsOf(records))).toEqual(new Set(values));
  });

  promise(open, "keys, values and headers survive byte for byte, null and empty ones too", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await log.append(delicate.map((record) => ({ ...place, ...record })));
    const writer = await log.writer(rig.name());
    await writer.transaction((transaction) => transaction.send(place, delicate));
    const expected = [...delicate, ...delicate].map(asSent);
    const records = await readCount(log.reader([{ ...place, offset: 0 }]), expected.length);
    expect(records.map(asSeen)).toEqual(expected);
  });

  promise(open, "a given timestamp is kept; without one it is the time of sending", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const beforeMs = Date.now();
    const timestampMs = beforeMs - 120_000;
    const values: readonly NewLogRecord[] = [
      { key: null, value: "old", timestampMs },
      { key: null, value: "now" },
    ];
    await log.append(values.map((record) => ({ ...place, ...record })));
    await (await log.writer(rig.name())).transaction((transaction) => transaction.send(place, values));
    const records = await readCount(log.reader([{ ...place, offset: 0 }]), 4);
    const times = records.map((record) => record.timestampMs);
    expect([times[0], times[2]]).toEqual([timestampMs, timestampMs]);
    for (const time of [times[1], times[3]]) {
      expect(time).toBeGreaterThanOrEqual(beforeMs);
      expect(time).toBeLessThanOrEqual(Date.now());
    }
  });

  promise(
    open,
    "a record of a time hours ahead of the brokers' clocks is refused as time-refused",
    async (rig) => {
      const place = at(await rig.topic(1));
      const log = await rig.client();
      const early = { key: null, value: "early", timestampMs: Date.now() + 2 * 3_600_000 };
      const refused = { name: "LogFault", kind: "time-refused" };
      await expect(log.append([{ ...place, ...early }])).rejects.toMatchObject(refused);
      const writer = await log.writer(rig.name());
      const writing = writer.transaction((transaction) => transaction.send(place, [early]));
      await expect(writing).rejects.toMatchObject(refused);
      await log.append([{ ...place, key: null, value: "now" }]);
      expect(textsOf(await readToEnd(log, place))).toEqual(["now"]);
    },
  );

  promise(open, "many records in one call arrive in their order", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const values = Array.from({ length: 5000 }, (_, index) => `${index}`.padStart(100, "-"));
    await log.append(values.map((value) => ({ ...place, key: null, value })));
    expect(textsOf(await readToEnd(log, place))).toEqual(values);
  });

  promise(open, "partitionCounts tells how many partitions each topic has", async (rig) => {
    const [one, three] = [await rig.topic(1), await rig.topic(3)];
    const counts = await (await rig.client()).partitionCounts([one, three]);
    expect(new Map(counts)).toEqual(
      new Map([
        [one, 1],
        [three, 3],
      ]),
    );
  });

  promise(open, "a topic that is not there is told as topic-missing, and is not made", async (rig) => {
    const there = await rig.topic(1);
    const topic = rig.name();
    const log = await rig.client();
    const missing = { name: "LogFault", kind: "topic-missing" };
    await expect(log.partitionCounts([there, topic])).rejects.toMatchObject(missing);
    await expect(log.append([{ topic, key: "key", value: "lost" }])).rejects.toMatchObject(missing);
    await expect(log.append([{ topic, partition: 0, key: null, value: "lost" }])).rejects.toMatchObject(
      missing,
    );
    await expect(log.reader([{ topic, partition: 0, offset: 0 }]).next(1000)).rejects.toMatchObject(missing);
    await expect(log.partitionCounts([topic])).rejects.toMatchObject(missing);
  });
}
