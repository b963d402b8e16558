import { randomBytes } from "node:crypto";
import { spawnSync } from "node:child_process";
import type { Log, LogReader, LogRecord } from "@tocsin/log";
import { beforeAll, describe, expect, test } from "vitest";
import { readCount, readUntil, textOf } from "../../support/conformance/log/rig.ts";
import { useKafka } from "../../support/servers/index.ts";
import { type KafkaRig, kafkaRig } from "./rig.ts";

const kcatIsThere = spawnSync("kcat", ["-V"]).status === 0;

describe("reading from Apache Kafka", () => {
  const kafka = useKafka();
  let rig: KafkaRig;
  let log: Log;

  beforeAll(async () => {
    rig = await kafkaRig(kafka.brokers);
    log = rig.log();
    return () => rig.close();
  });

  test.skipIf(!kcatIsThere).each(["none", "gzip", "snappy", "lz4", "zstd"])(
    "what kcat packs with %s is read",
    async (codec) => {
      const topic = await rig.topic();
      const lines = Array.from({ length: 2000 }, (_, index) => `{"service":"s${index % 7}","n":${index}}`);
      const args = ["-P", "-b", kafka.brokers.join(","), "-t", topic, "-p", "0", "-z", codec];
      const done = spawnSync("kcat", [...args, "-X", "linger.ms=50"], { input: `${lines.join("\n")}\n` });
      expect(done.stderr.toString()).toBe("");
      const reader = log.reader([{ topic, partition: 0, offset: 0 }]);
      const records = await readCount(reader, lines.length);
      expect(records.map(({ value }) => textOf(value))).toEqual(lines);
      await reader.close();
    },
  );

  test("a message of 5 MB that packs well fits into a topic of 1 MiB, and comes back whole", async () => {
    const topic = await rig.topic();
    const value = JSON.stringify({ text: "service error reports ".repeat(240_000) });
    expect(value.length).toBeGreaterThan(5_000_000);
    await log.append([{ topic, key: "large", value }]);
    const writer = await log.writer(`${topic}-writer`);
    const base = await writer.transaction((transaction) =>
      transaction.send({ topic, partition: 0 }, [
        { key: null, value: "small" },
        { key: null, value },
      ]),
    );
    expect(base).toBe(1);
    const reader = log.reader([{ topic, partition: 0, offset: 0 }]);
    const records = await readCount(reader, 3);
    expect(records.map((record) => textOf(record.value)?.length)).toEqual([value.length, 5, value.length]);
    await Promise.all([reader.close(), writer.close()]);
  });

  test("a message that the topic does not take is told as too-large, and larger topics are read", async () => {
    const [small, large] = [await rig.topic(), await rig.topic(1, { "max.message.bytes": "8000000" })];
    const value = randomBytes(5_000_000);
    await expect(log.append([{ topic: small, key: null, value }])).rejects.toMatchObject({
      kind: "too-large",
    });
    await log.append([{ topic: large, key: null, value }]);
    const reader = log.reader([{ topic: large, partition: 0, offset: 0 }]);
    const [record] = await readCount(reader, 1);
    expect(Buffer.from(record?.value ?? []).equals(value)).toBe(true);
    await reader.close();
  });

  test("a full partition does not starve the others, whose new records come within a second", async () => {
    const [full, quiet] = [await rig.topic(), await rig.topic()];
    const value = "x".repeat(1000);
    for (let times = 0; times < 20; times += 1) {
      await log.append(Array.from({ length: 500 }, () => ({ topic: full, key: null, value })));
    }
    const reader = log.reader([
      { topic: full, partition: 0, offset: 0 },
      { topic: quiet, partition: 0, offset: 0 },
    ]);
    // A caller that is slow: the buffers of the full partition are full all the time.
    await reader.next(5000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await log.append([{ topic: quiet, key: null, value: "heard" }]);
    const sentMs = Date.now();
    let before = 0;
    await readUntil(
      reader,
      () => before < 0,
      ({ kind, place }) => {
        if (kind === "records" && place.topic === quiet) before = -1;
        else before += 1;
      },
    );
    expect(Date.now() - sentMs).toBeLessThan(1000);
    await reader.close();
  });

  test("two readers of one log read the same partition independently", async () => {
    const topic = await rig.topic();
    await log.append(["a", "b", "c"].map((value) => ({ topic, key: null, value })));
    const readers = [0, 2].map((offset) => log.reader([{ topic, partition: 0, offset }]));
    const read = async (reader: LogReader | undefined, count: number): Promise<readonly LogRecord[]> =>
      readCount(reader as LogReader, count);
    const [all, last] = await Promise.all([read(readers[0], 3), read(readers[1], 1)]);
    expect([all.length, last.map(({ offset }) => offset)]).toEqual([3, [2]]);
    await Promise.all(readers.map((reader) => reader.close()));
  });

  test("before an open transaction the end is not seen; when it is decided, it is", async () => {
    const topic = await rig.topic();
    const place = { topic, partition: 0 };
    const reader = log.reader([{ ...place, offset: 0 }]);
    const writer = await log.writer(`${topic}-writer`);
    await writer.transaction(async (transaction) => {
      await transaction.send(place, [{ key: null, value: "pending" }]);
      await log.append([{ ...place, key: null, value: "behind" }]);
      expect((await log.span(place)).end).toBe(0);
      const asked = Date.now();
      while (Date.now() - asked < 500) await reader.next(100);
      const seenAtMs = reader.endSeenAtMs(place);
      expect(seenAtMs === null || seenAtMs < asked).toBe(true);
    });
    const records = await readCount(reader, 2);
    expect(records.map(({ value }) => textOf(value))).toEqual(["pending", "behind"]);
    await readUntil(
      reader,
      () => reader.endSeenAtMs(place) !== null,
      () => undefined,
    );
    const { end } = await log.span(place);
    expect([end, reader.lag(place)]).toEqual([3, 0]);
    await Promise.all([reader.close(), writer.close()]);
  });
});
