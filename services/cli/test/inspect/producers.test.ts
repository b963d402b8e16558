import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryKafka, type MemoryKafka } from "../../../../test/support/memory-kafka.ts";
import { minuteMs, type Sender, sent, startMs } from "../../../../test/support/sent-telemetry.ts";
import { run } from "../support/run.ts";

const often = { everyMs: 20_000 };
const honest: readonly Sender[] = ["chat", "mail", "maps", "photos"].map((service, at) => ({
  service,
  ...often,
  fromMs: 100 * at,
}));
const minutes = 40;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: startMs + minutes * minuteMs });
});
afterEach(() => {
  vi.useRealTimers();
});

async function withTelemetry(senders: readonly Sender[], broken = 0): Promise<MemoryKafka> {
  const kafka = memoryKafka();
  const records = sent(senders, minutes).map(({ topic, partition, key, value, timestampMs }) => ({
    topic,
    partition,
    key,
    value,
    timestampMs,
  }));
  const [{ topic } = { topic: "" }] = records;
  const refused = Array.from({ length: broken }, (_, at) => ({
    topic,
    partition: 1,
    key: "broken\nkey",
    value: "no reading",
    timestampMs: startMs + minutes * minuteMs - 1000 * at,
  }));
  await kafka.brokers.client().append([...records, ...refused]);
  return kafka;
}

const inspect = async (kafka: MemoryKafka, ...options: readonly string[]) =>
  await run(["inspect", "producers", ...options], { cluster: kafka.cluster });

const rowsOf = (out: string): readonly (readonly string[])[] =>
  out.split("\n").map((line) => line.split(/[ \u00a0]{2,}/));

test("producers stand in a table, the worst first: whose clock is ahead, behind, and who is late", async () => {
  const kafka = await withTelemetry([
    ...honest,
    { service: "ahead", ...often, aheadMs: 9 * minuteMs },
    { service: "behind", source: "eu", ...often, aheadMs: -3 * minuteMs },
  ]);
  const { code, out, err } = await inspect(kafka);
  expect([code, err]).toEqual([0, ""]);
  const [heads, ahead, behind, ...others] = rowsOf(out.trimEnd());
  expect(heads).toEqual([
    "producer",
    "partition",
    "a minute",
    "late",
    "refused",
    "skew",
    "worst",
    "newest message (UTC)",
  ]);
  expect(ahead).toEqual([
    "ahead",
    "telemetry.error-rate.v1/0",
    "3.0",
    "0 %",
    "0 %",
    expect.stringMatching(/^\+5\d\d s$/),
    expect.stringMatching(/^\+5\d\d s$/),
    "2021-10-04 12:48:40",
  ]);
  expect([behind?.[0], behind?.[2], behind?.[5]]).toEqual([
    "behind (eu)",
    "3.0",
    expect.stringMatching(/^-1\d\d s$/),
  ]);
  expect(
    others.slice(0, 4).map(([name, , perMinute, late, , skew]) => [name, perMinute, late, skew]),
  ).toEqual(["chat", "mail", "maps", "photos"].map((name) => [name, "3.0", "0 %", "0 s"]));
});

test("what was refused is told of its key and of its partition, and controls in names do no harm", async () => {
  const { out } = await inspect(await withTelemetry(honest, 30));
  expect(rowsOf(out).find(([name]) => name === "broken?key")?.[4]).toBe("100 %");
  expect(out).toContain("100 % of what came to telemetry.error-rate.v1/1 was late or refused.");
});

test("only what came lately is read, as much of it as is asked for", async () => {
  const kafka = await withTelemetry([...honest, { service: "gone", ...often, untilMs: 20 * minuteMs }]);
  expect((await inspect(kafka)).out).not.toContain("gone");
  expect((await inspect(kafka, "--last", "30m")).out).toContain("gone");
  const short = await inspect(kafka, "--limit", "1");
  expect(short.out).toContain("3 more producers; --limit N shows more.");
  vi.setSystemTime(startMs + 10 * 60 * minuteMs);
  expect(await inspect(kafka)).toMatchObject({
    code: 0,
    out: "No message with a producer came in that time.\n",
  });
});

test("programs are given one object a line", async () => {
  const kafka = await withTelemetry([...honest, { service: "ahead", ...often, aheadMs: 3 * minuteMs }]);
  const { out } = await inspect(kafka, "--json", "--limit", "2");
  const [first, second] = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(first).toMatchObject({
    service: "ahead",
    source: null,
    topic: "telemetry.error-rate.v1",
    partition: 0,
    late: 0,
    refused: 0,
    newestMs: startMs + (minutes + 3) * minuteMs - 20_000,
  });
  expect(first?.["perMinute"]).toBeCloseTo(3, 0);
  expect(first?.["skewMs"]).toBeGreaterThan(2 * minuteMs);
  expect(second).toMatchObject({ service: "chat", skewMs: 0, worstSkewMs: 0 });
});
