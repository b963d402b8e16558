import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AlertEvent, topicNames } from "@tocsin/contracts";
import type { LogHeaders } from "@tocsin/log";
import { expect, test } from "vitest";
import { run } from "../support/run.ts";
import { memoryKafka, type MemoryKafka } from "../../../../test/support/memory-kafka.ts";

const start = Date.parse("2021-10-04T15:00:00Z");

interface Letter {
  readonly code: string;
  readonly at: number;
  readonly value?: Uint8Array | string | null;
  readonly key?: string | null;
  readonly headers?: LogHeaders;
}

async function withLetters(...letters: readonly Letter[]): Promise<MemoryKafka> {
  const kafka = memoryKafka();
  await kafka.brokers.client().append(
    letters.map(({ code, at, value = `{"at":${at}}`, key = "chat", headers }) => ({
      topic: topicNames.deadLetters,
      partition: at % 18,
      key,
      value,
      timestampMs: start + at * 1000,
      headers: {
        ...headers,
        tocsin_code: code,
        tocsin_reason: `reason ${at}`,
        tocsin_topic: topicNames.errorRate,
        tocsin_partition: "2",
        tocsin_offset: String(1000 + at),
        tocsin_timestamp: String(start + at * 1000),
      },
    })),
  );
  return kafka;
}

const inspect = async (kafka: MemoryKafka, ...options: readonly string[]) =>
  await run(["inspect", ...options], { cluster: kafka.cluster });

test("dead letters are counted by code, the most frequent first, with the newest of each and what to do", async () => {
  const kafka = await withLetters(
    { code: "late", at: 1 },
    ...[2, 3, 4, 5].map((at) => ({ code: "value-not-json", at, value: "not json" })),
  );
  const { code, out } = await inspect(kafka, "dead-letters", "--limit", "2");
  expect(code).toBe(0);
  expect(out).toContain("5 dead letters in tocsin.dead-letters.v1");
  expect(out.indexOf("4  value-not-json")).toBeLessThan(out.indexOf("1  late"));
  expect(out).toContain("The message value is not a JSON object.");
  expect(out).toContain("2021-10-04 15:00:05 UTC telemetry.error-rate.v1/2 offset 1005 key chat");
  expect(out).toContain("reason 4");
  expect(out).not.toContain("reason 3");
});

test("bytes that are no text, controls and nothing at all are shown without harm", async () => {
  const kafka = await withLetters(
    { code: "payload-not-utf8", at: 1, value: Buffer.from([0xff, 0xfe, 0]) },
    { code: "value-not-json", at: 2, value: "\u001b[2Jboo", key: null },
    { code: "value-missing", at: 3, value: null },
    { code: "value-too-large", at: 4, value: null, headers: { tocsin_value_bytes: "5000000" } },
    { code: "value-schema", at: 5, value: "x".repeat(10_000) },
  );
  const { out } = await inspect(kafka, "dead-letters");
  expect(out).toContain("3 bytes: fffe00");
  expect(out).toContain("?[2Jboo");
  expect(out).toContain("no key");
  expect(out).toContain("no value");
  expect(out).toContain("value of 5,000,000 bytes, not kept");
  expect(out).toContain("x…");
  expect(out).not.toContain("\u001b");
  expect(out.length).toBeLessThan(4000);
});

test("one code alone, as JSON with the whole value, or byte for byte", async () => {
  const bytes = Buffer.from([0xff, 0, 1]);
  const kafka = await withLetters(
    { code: "late", at: 1 },
    { code: "payload-not-utf8", at: 2, value: bytes, headers: { trace: "7" } },
  );
  const json = await inspect(kafka, "dead-letters", "--code", "payload-not-utf8", "--json");
  expect(
    json.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    {
      code: "payload-not-utf8",
      reason: "reason 2",
      topic: topicNames.errorRate,
      partition: 2,
      offset: 1002,
      lastOffset: null,
      timestampMs: start + 2000,
      key: "chat",
      valueBase64: bytes.toString("base64"),
      headers: { trace: "7" },
      letter: { partition: 2, offset: 0, timestampMs: start + 2000 },
    },
  ]);
  const raw = await inspect(kafka, "dead-letters", "--code", "late", "--raw");
  expect(raw.out).toBe('{"at":1}\n');
});

test("what somebody else wrote into the topic is shown as unknown", async () => {
  const kafka = memoryKafka();
  const headers = { tocsin_offset: "1e99", tocsin_timestamp: "9007199254740991", ["__proto__"]: "x" };
  await kafka.brokers
    .client()
    .append([{ topic: topicNames.deadLetters, key: null, value: "hello", headers }]);
  const { code, out } = await inspect(kafka, "dead-letters");
  expect([code, out]).toEqual([0, expect.stringContaining("1  unknown")]);
});

test("incidents are told by their newest revision, open ones first, and what is no alert is left out", async () => {
  const golden = join(import.meta.dirname, "../../../../test/golden/small-outage.alerts.jsonl");
  const alerts = readFileSync(golden, "utf8").trimEnd().split("\n");
  const kafka = memoryKafka();
  const sent = async (values: readonly string[]): Promise<void> => {
    const topic = topicNames.incidents;
    await kafka.brokers.client().append(values.map((value) => ({ topic, key: null, value })));
  };
  await sent(["no alert", alerts[0]!]);
  const open = await inspect(kafka, "incidents");
  expect(open.out).toContain("1 open incident");
  expect(open.err).toContain("1 record of tocsin.incidents.v1 cannot be read as alerts");
  await sent(alerts.slice(1));
  const over = await inspect(kafka, "incidents");
  expect(over.out).toContain("No incident is open.");
  expect(over.out).toMatch(/simultaneous, resolved, 2021-10-04 13:2\d to 2021-10-04 13:\d\d\s+UTC/);
  expect(over.out).toMatch(
    /critical chat, mail and 2 more failed together .*shared: almost\s+certainly\s+edge/s,
  );
  const json = await inspect(kafka, "incidents", "--json");
  expect(json.out).toContain(alerts.at(-1));
  const last = JSON.parse(alerts.at(-1)!) as AlertEvent;
  const candidates = [
    { name: "edge", odds: 1.4 },
    { name: "mesh", odds: 0.71 },
  ];
  const { title: _title, summary: _summary, ...untitled } = last.data;
  await sent([JSON.stringify({ ...last, data: { ...untitled, revision: 99, component: null, candidates } })]);
  expect((await inspect(kafka, "incidents")).out).toMatch(/shared:\s+edge\s+or\s+mesh,\s+open\s+which/);
});

test("an empty topic is told as one", async () => {
  expect((await inspect(memoryKafka(), "dead-letters")).out).toBe(
    "tocsin.dead-letters.v1 holds no dead letter.\n",
  );
  expect((await inspect(memoryKafka(), "incidents")).out).toBe("No incident is open.\n");
});

test.each([
  [[], "needs to be told what to look at"],
  [["dead-leters"], "Did you mean tocsin inspect dead-letters?"],
  [["dead-letters", "--code", "latte"], "there is no code latte\nDid you mean late?"],
  [["dead-letters", "--limit", "0"], "--limit takes a whole number from 1 on"],
  [["dead-letters", "--json", "--raw"], "exclude each other"],
  [["producers", "--last", "soon"], "--last soon is not a duration"],
  [["incidents", "--last", "1h"], "--last goes with tocsin inspect producers alone"],
  [["producers", "--raw"], "go with tocsin inspect dead-letters alone"],
  [["incidents", "--raw"], "go with tocsin inspect dead-letters alone"],
])("%j is refused", async (options, words) => {
  const { code, err } = await run(["inspect", ...options]);
  expect([code, err]).toEqual([2, expect.stringContaining(words)]);
});
