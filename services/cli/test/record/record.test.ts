import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { topicNames } from "@tocsin/contracts";
import { type Log, LogFault } from "@tocsin/log";
import { afterAll, expect, test } from "vitest";
import { memoryKafka, type MemoryKafka } from "../../../../test/support/memory-kafka.ts";
import { run } from "../support/run.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-record-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = Date.parse("2021-10-04T15:00:00Z");
const iso = (ms: number): string => new Date(ms).toISOString();

interface Recorded {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly ts: number;
  readonly payload: string;
}

/** Partitions whose times overlap; 60 messages, one a second. */
async function filled(kafka: MemoryKafka): Promise<void> {
  const log = kafka.brokers.client();
  const records = Array.from({ length: 60 }, (_, at) => ({
    topic: at % 2 === 0 ? topicNames.errorRate : topicNames.reportVolume,
    partition: at % 2,
    key: "chat",
    value: `message ${at}`,
    timestampMs: start + at * 1000,
  }));
  for (const topic of [topicNames.reportVolume, topicNames.errorRate])
    await log.append(records.filter((record) => record.topic === topic));
}

const linesOf = (text: string): readonly Recorded[] =>
  text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as Recorded);

async function recorded(kafka: MemoryKafka, ...options: readonly string[]): Promise<readonly Recorded[]> {
  const { code, out, err } = await run(["record", ...options], { cluster: kafka.cluster });
  expect([code, err]).toEqual([0, expect.stringMatching(/^Recorded /)]);
  return linesOf(out);
}

test("the telemetry topics are merged by time, behind a header, on standard output", async () => {
  const kafka = memoryKafka();
  await filled(kafka);
  const { out, code } = await run(["record", "--name", "x", "--provenance", "simulated"], {
    cluster: kafka.cluster,
  });
  expect(code).toBe(0);
  expect(out.slice(0, out.indexOf("\n"))).toBe('{"tocsinRecording":1,"name":"x","provenance":"simulated"}');
  expect(linesOf(out).map(({ payload }) => payload)).toEqual(
    Array.from({ length: 60 }, (_, at) => `message ${at}`),
  );
});

test("it stops at what was there at its start, and within the times that are asked for", async () => {
  const kafka = memoryKafka();
  await filled(kafka);
  const lines = await recorded(kafka, "--from", iso(start + 10_000), "--until", iso(start + 20_000));
  expect(lines.map(({ ts }) => ts)).toEqual(Array.from({ length: 10 }, (_, at) => start + (10 + at) * 1000));
});

test("topics may be named, also those that are no telemetry", async () => {
  const kafka = memoryKafka();
  await kafka.brokers.client().append([{ topic: topicNames.evidence, key: null, value: "{}" }]);
  const lines = await recorded(kafka, topicNames.evidence);
  expect(lines).toMatchObject([{ topic: topicNames.evidence, partition: 0, offset: 0, payload: "{}" }]);
});

test("aborted records and markers are not in it", async () => {
  const kafka = memoryKafka();
  const writer = await kafka.brokers.client().writer("w");
  const place = { topic: topicNames.errorRate, partition: 0 };
  const abort = writer.transaction(async (transaction) => {
    await transaction.send(place, [{ key: null, value: "aborted" }]);
    throw new Error("no");
  });
  await expect(abort).rejects.toThrow();
  const again = await kafka.brokers.client().writer("w");
  await again.transaction(async (transaction) => {
    await transaction.send(place, [{ key: null, value: "kept" }]);
  });
  expect((await recorded(kafka)).map(({ payload }) => payload)).toEqual(["kept"]);
});

test("a packed file appears whole under its name", async () => {
  const kafka = memoryKafka();
  await filled(kafka);
  const path = join(folder, "whole.jsonl.gz");
  const ran = await run(["record", "--out", path], { cluster: kafka.cluster });
  expect(ran).toEqual({ code: 0, out: "", err: `Recorded 60 messages into ${path}.\n` });
  expect(linesOf(gunzipSync(readFileSync(path)).toString("utf8"))).toHaveLength(60);
});

test("forever records what comes until it is interrupted, and then makes the file whole, with code 0", async () => {
  const kafka = memoryKafka();
  await filled(kafka);
  const path = join(folder, "forever.jsonl");
  const interruption = new AbortController();
  const client = kafka.brokers.client();
  let reads = 0;
  /** Writes once more as soon as everything is read, and interrupts when that is read too. */
  const through = (log: Log): Log => ({
    ...log,
    reader: (from) => {
      const reader = log.reader(from);
      const isWatched = from[0]?.topic === topicNames.errorRate && from[0].partition === 0;
      return {
        ...reader,
        next: async (waitMs) => {
          const delivery = await reader.next(Math.min(waitMs, 5));
          if (!isWatched || delivery !== null) return delivery;
          reads += 1;
          if (reads === 3) {
            await client.append([
              {
                topic: topicNames.errorRate,
                partition: 0,
                key: null,
                value: "late",
                timestampMs: start + 1e6,
              },
            ]);
          }
          if (reads === 8) interruption.abort();
          return null;
        },
      };
    },
  });
  const cluster = { ...kafka.cluster, log: () => through(kafka.brokers.client()) };
  const argv = ["record", "--until", "forever", "--out", path];
  const ran = await run(argv, { cluster, interrupted: interruption.signal });
  expect(ran).toMatchObject({ code: 0, err: `Recorded 61 messages into ${path}.\n` });
  expect(linesOf(readFileSync(path, "utf8")).at(-1)?.payload).toBe("late");
});

test("a recording that fails leaves no file", async () => {
  const kafka = memoryKafka();
  await filled(kafka);
  const through = (log: Log): Log => ({
    ...log,
    reader: (from) => ({
      ...log.reader(from),
      next: async () => {
        throw new LogFault("refused", "no right to read");
      },
    }),
  });
  const cluster = { ...kafka.cluster, log: () => through(kafka.brokers.client()) };
  const path = join(folder, "failed.jsonl");
  const { code, err } = await run(["record", "--out", path], { cluster });
  expect([code, err]).toEqual([4, expect.stringContaining("Kafka refuses us: no right to read")]);
  expect(existsSync(path)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
});

test("what was deleted or cannot be decoded is told", async () => {
  const kafka = memoryKafka();
  await filled(kafka);
  kafka.brokers.corrupt({ topic: topicNames.errorRate, partition: 1 }, 4, "bad");
  const { code, err } = await run(["record"], { cluster: kafka.cluster });
  expect(code).toBe(0);
  expect(err).toContain("4 offsets stand in batches that cannot be decoded");
});

test.each([
  [["--from", "yesterday"], "--from takes earliest or a time with its offset"],
  [["--until", "2021-10-04"], "--until takes now, forever or a time"],
  [["--from", iso(start), "--until", iso(start)], "--until is not after --from"],
  [["--provenance", "dreamt"], "--provenance takes recorded, reconstructed, simulated"],
])("%j is refused", async (options, words) => {
  const { code, err } = await run(["record", ...options]);
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
});
