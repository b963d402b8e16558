import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { topicNames } from "@tocsin/contracts";
import { type Log, LogFault, type LogRecord } from "@tocsin/log";
import { afterAll, describe, expect, test } from "vitest";
import { memoryKafka, textOf, tickOf } from "../../../../test/support/memory-kafka.ts";
import { run } from "../support/run.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-send-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const minuteMs = 60_000;
const start = Date.parse("2021-10-04T15:00:00Z");

interface Line {
  readonly topic?: string;
  readonly partition?: number;
  readonly ts: number;
  readonly key?: string | null;
  readonly payload?: string | null | undefined;
  readonly [field: string]: unknown;
}

const reading = (ts: number, service = "chat"): string =>
  JSON.stringify({ service, ts, intervalMs: minuteMs, requests: 10, errors: 0 });

/** A recording of these lines; what is not given is a reading of the minute before. */
function recording(lines: readonly Line[]): string {
  const path = join(folder, "recording.jsonl");
  const whole = lines.map(({ ts, ...line }, offset) =>
    JSON.stringify({
      topic: topicNames.errorRate,
      partition: 0,
      offset,
      ts,
      key: "chat",
      payload: reading(Math.floor(ts / minuteMs) * minuteMs - minuteMs),
      ...line,
    }),
  );
  writeFileSync(path, `${whole.join("\n")}\n`);
  return path;
}

const send = async (kafka: ReturnType<typeof memoryKafka>, path: string, ...more: readonly string[]) =>
  await run(["replay", path, "--to", "kafka", ...more], { cluster: kafka.cluster });

const telemetry = [topicNames.errorRate, topicNames.deliveryLatency, topicNames.reportVolume];
const all = (kafka: ReturnType<typeof memoryKafka>): readonly LogRecord[] =>
  telemetry.flatMap((topic) => kafka.brokers.records(topic));

describe("ticks", () => {
  test("every partition of every telemetry topic gets each multiple of the window that arrivals pass, with its time", async () => {
    const kafka = memoryKafka();
    await send(kafka, recording([{ ts: start + 5000 }, { ts: start + 2 * minuteMs + 1 }]));
    const ticks = new Map<string, number[]>();
    for (const record of all(kafka)) {
      const tick = tickOf(record);
      if (tick === null) continue;
      expect(record.timestampMs).toBe(tick);
      const place = `${record.topic}/${record.partition}`;
      ticks.set(place, [...(ticks.get(place) ?? []), tick]);
    }
    expect(ticks.size).toBe(6);
    for (const times of ticks.values()) {
      expect(times).toEqual([start + minuteMs, start + 2 * minuteMs, start + 2 * minuteMs + 30_000]);
    }
  });

  test("a tick stands behind what arrived before it and in front of what arrived at or after it", async () => {
    const kafka = memoryKafka({ partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 } });
    const times = [start + 1, start + minuteMs - 1, start + minuteMs, start + minuteMs + 1];
    await send(kafka, recording(times.map((ts) => ({ ts }))));
    const order = kafka.brokers
      .records(topicNames.errorRate)
      .map((record) => tickOf(record) ?? record.timestampMs);
    expect(order).toEqual([
      start + 1,
      start + minuteMs - 1,
      start + minuteMs,
      start + minuteMs,
      start + minuteMs + 1,
      start + minuteMs + 30_000,
    ]);
  });

  test("a partition's ticks stand behind everything of it that arrived before, although nothing waits for the others", async () => {
    const appends: number[] = [];
    const through = (log: Log): Log => ({
      ...log,
      append: async (records) => {
        appends.push(records.length);
        await log.append(records);
      },
    });
    const kafka = memoryKafka({ through });
    const times = Array.from({ length: 60 }, (_, step) => start + step * 7000);
    await send(kafka, recording(times.map((ts, at) => ({ ts, key: `service-${at % 7}` }))));
    const byPartition = Map.groupBy(all(kafka), ({ topic, partition }) => `${topic}/${partition}`);
    for (const records of byPartition.values()) {
      // The last one is for the end, and stands behind everything.
      const order = records.slice(0, -1).map((record) => tickOf(record) ?? record.timestampMs);
      expect(order).toEqual(order.toSorted((one, other) => one - other));
    }
    expect(appends).toHaveLength(1);
  });

  test("none comes before the first reading, and a bad message or one far ahead moves no time", async () => {
    const kafka = memoryKafka();
    const day = 86_400_000;
    const ran = await send(
      kafka,
      recording([
        { ts: start - 10 * minuteMs, payload: "bad" },
        { ts: start + 1 },
        { ts: start + 10 * minuteMs, payload: "bad" },
        { ts: start + 200 * day },
        { ts: start + 2 },
      ]),
    );
    expect(ran.code).toBe(0);
    const ticks = new Set(all(kafka).flatMap((record) => tickOf(record) ?? []));
    expect([...ticks]).toEqual([start + 30_000]);
    expect(all(kafka).filter((record) => tickOf(record) === null)).toHaveLength(5);
  });

  test("recorded ticks move time and are not sent on, for others take their place", async () => {
    const kafka = memoryKafka();
    const tick = start + 3 * minuteMs;
    const { out } = await send(
      kafka,
      recording([{ ts: start + 1 }, { ts: tick, key: null, payload: `{"tick":${tick}}` }]),
    );
    expect(out).toContain("Sent 1 message and 24 ticks (in place of 1 recorded one");
    const ticks = all(kafka).flatMap((record) => tickOf(record) ?? []);
    expect(new Set(ticks).size).toBe(4);
    expect(ticks).toHaveLength(24);
  });
});

describe("messages", () => {
  test("keep their time, key, headers and bytes, bad ones too", async () => {
    const kafka = memoryKafka();
    const bytes = Buffer.from([0xff, 0, 1]);
    await send(
      kafka,
      recording([
        { ts: start + 1, headers: ["a", "1", "a", "2", "b", ""], payload: '{ "service": "chat" ' },
        { ts: start + 2, key: null, payload: null },
        {
          ts: start + 3,
          payload: undefined,
          payloadBase64: bytes.toString("base64"),
          key: null,
          keyBase64: "/w==",
        },
      ]),
    );
    const byTime = new Map(all(kafka).map((record) => [record.timestampMs - start, record]));
    const headers = Object.entries(byTime.get(1)?.headers ?? {}).map(([name, values]) => [
      name,
      [values].flat().map((value) => textOf(value)),
    ]);
    expect(headers).toEqual([
      ["a", ["1", "2"]],
      ["b", [""]],
    ]);
    expect(textOf(byTime.get(1)!.value!)).toBe('{ "service": "chat" ');
    expect([byTime.get(2)!.key, byTime.get(2)!.value]).toEqual([null, null]);
    expect(Buffer.from(byTime.get(3)!.value!)).toEqual(bytes);
    expect(Buffer.from(byTime.get(3)!.key!)).toEqual(Buffer.from([0xff]));
  });

  test("of a recording with the contract's names go to the topics that the configuration has for them", async () => {
    const kafka = memoryKafka();
    kafka.brokers.createTopic("own.errors", 2);
    kafka.admin.topics.set("own.errors", {
      partitions: 2,
      replicationFactor: 1,
      config: { "retention.ms": "-1" },
    });
    const config = join(folder, "own.yaml");
    writeFileSync(config, "clock: stream\ntopics: { errorRate: own.errors }\n");
    await send(kafka, recording([{ ts: start }, { ts: start + minuteMs }]), "--config", config);
    const sent = kafka.brokers.records("own.errors").filter((record) => tickOf(record) === null);
    expect(sent).toHaveLength(2);
    expect(kafka.brokers.records(topicNames.errorRate)).toEqual([]);
  });

  test("of one key go to one partition in their order, or where they came from when that is asked for", async () => {
    const lines = Array.from({ length: 30 }, (_, at) => ({
      ts: start + at,
      partition: at % 3,
      key: `service-${at % 5}`,
    }));
    const byKey = memoryKafka();
    await send(byKey, recording(lines));
    const places = new Map<string, Set<number>>();
    for (const record of all(byKey).filter((one) => one.key !== null)) {
      const key = textOf(record.key!);
      places.set(key, (places.get(key) ?? new Set()).add(record.partition));
    }
    expect([...places.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1, 1]);
    const recorded = memoryKafka();
    await send(recorded, recording(lines), "--partitions", "recorded");
    for (const record of all(recorded).filter((one) => tickOf(one) === null)) {
      expect(record.partition).toBe((record.timestampMs - start) % 3);
    }
  });

  test("that the topic does not take are counted, and the others are sent", async () => {
    const through = (log: Log): Log => ({
      ...log,
      append: async (records) => {
        if (records.some(({ value }) => (value?.length ?? 0) > 1000))
          throw new LogFault("too-large", "too large");
        await log.append(records);
      },
    });
    const kafka = memoryKafka({ through });
    const { code, out } = await send(
      kafka,
      recording([{ ts: start }, { ts: start + 1, payload: "x".repeat(2000) }, { ts: start + 2 }]),
    );
    expect([code, out]).toEqual([0, expect.stringContaining("Not sent: value-too-large 1.")]);
    expect(all(kafka).filter((record) => tickOf(record) === null)).toHaveLength(2);
  });
});

describe("refuses", () => {
  test("recorded windows, before anything is sent", async () => {
    const kafka = memoryKafka();
    const { code, err } = await send(
      kafka,
      recording([{ ts: start, topic: topicNames.windows }, { ts: start }]),
    );
    expect([code, err]).toEqual([3, expect.stringContaining("holds recorded windows (tocsin.windows.v1)")]);
    expect(all(kafka)).toEqual([]);
  });

  test("a recorded partition that is not there, with how to make it", async () => {
    const { code, err } = await send(
      memoryKafka(),
      recording([{ ts: start, partition: 7 }]),
      "--partitions",
      "recorded",
    );
    expect([code, err]).toEqual([2, expect.stringContaining("tocsin topics apply --partitions 8")]);
  });

  test("topics that would put another time on messages", async () => {
    const kafka = memoryKafka();
    kafka.admin.topics.set(topicNames.errorRate, {
      partitions: 3,
      replicationFactor: 1,
      config: { "message.timestamp.type": "LogAppendTime" },
    });
    const { code, err } = await send(kafka, recording([{ ts: start }]));
    expect([code, err]).toEqual([2, expect.stringContaining("stamps messages when they come")]);
  });

  test.each([
    [["--to", "file"], "--to takes kafka or a time with its offset, not file"],
    [["--to", "kafka", "--out", "x"], "--out does not go with --to kafka"],
    [["--to", "kafka", "--json"], "--json does not go with --to kafka"],
    [["--key", "none"], "--key goes with --to kafka alone"],
    [["--to", "kafka", "--key", "all"], "--key takes recorded, service, none, not all"],
    [["--rate", "5"], "--rate goes with --to kafka alone"],
    [["--to", "kafka", "--rate", "0"], "--rate takes messages a second"],
    [["--to", "kafka", "--partitions", "all"], "--partitions takes key or recorded"],
  ])("%j", async (options, words) => {
    const { code, err } = await run(["replay", "x.jsonl", ...options]);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe("tells", () => {
  test("lines that could not be sent, by code", async () => {
    const path = recording([{ ts: start }, { ts: start + 1, topic: "other" }]);
    writeFileSync(path, "no json\n", { flag: "a" });
    const { out } = await send(memoryKafka(), path);
    expect(out).toContain("Not sent: line-not-json 1, topic-unknown 1.");
  });

  test("that a topic keeps records for a shorter time than the recording is old, and a wall clock", async () => {
    const kafka = memoryKafka();
    const there = { partitions: 3, replicationFactor: 1, config: { "retention.ms": "604800000" } };
    kafka.admin.topics.set(topicNames.errorRate, there);
    const { code, err } = await send(kafka, recording([{ ts: start }]));
    expect(code).toBe(0);
    expect(err).toContain("keeps records for 7d");
    expect(err).toContain("tocsin topics apply --retention telemetry=unlimited");
    expect(err).toContain("clock: stream");
  });

  test("that no reading could be used, with code 3", async () => {
    const { code, err } = await send(memoryKafka(), recording([{ ts: start, payload: "bad" }]));
    expect([code, err]).toEqual([3, expect.stringContaining("no reading in the input could be used")]);
  });

  test("a missing topic, with the command that makes it", async () => {
    const kafka = memoryKafka();
    const path = join(folder, "other.yaml");
    writeFileSync(path, "topics:\n  errorRate: nowhere\n");
    const { code, err } = await send(kafka, recording([{ ts: start }]), "--config", path);
    expect([code, err]).toEqual([2, expect.stringContaining("tocsin topics apply")]);
  });

  test("that no broker answers, with code 4, and how many messages were sent before", async () => {
    const through = (log: Log): Log => ({
      ...log,
      append: async () => {
        throw new LogFault("unreachable", "nobody there");
      },
    });
    const { code, err } = await send(memoryKafka({ through }), recording([{ ts: start }]));
    expect(code).toBe(4);
    expect(err).toContain("0 messages had been sent");
    expect(err).toContain("no broker answers at localhost:9092");
  });

  test("how many were sent before the user interrupted, with code 130", async () => {
    const interruption = new AbortController();
    const through = (log: Log): Log => ({
      ...log,
      append: async (records) => {
        await log.append(records);
        interruption.abort();
      },
    });
    const kafka = memoryKafka({ through });
    const path = recording([{ ts: start }, { ts: start + minuteMs }, { ts: start + 2 * minuteMs }]);
    const ran = await run(["replay", path, "--to", "kafka", "--speed", "0.001"], {
      cluster: kafka.cluster,
      interrupted: interruption.signal,
    });
    expect(ran).toMatchObject({
      code: 130,
      err: expect.stringContaining("1 message had been sent") as string,
    });
  });
});
