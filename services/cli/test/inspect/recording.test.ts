import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { topicNames } from "@tocsin/contracts";
import { afterAll, describe, expect, test } from "vitest";
import { timeCounts } from "../../src/inspect/recording/time-counts.ts";
import { kafkaWithMany } from "../support/many-records.ts";
import { run } from "../support/run.ts";
import { writeSmallOutage } from "../support/small-outage.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-inspect-recording-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const minuteMs = 60_000;
const start = Date.parse("2021-10-04T15:00:00Z");

interface Sent {
  readonly minute: number;
  readonly lateMs?: number;
  readonly requests?: number;
  readonly offset?: number;
  readonly payload?: string;
}

let files = 0;
function recording(sent: readonly Sent[]): string {
  files += 1;
  const path = join(folder, `${files}.jsonl`);
  const lines = sent.map(({ minute, lateMs = 500, requests = 100 + (minute % 7), offset, payload }, at) => {
    const ts = start + minute * minuteMs;
    const value =
      payload ?? JSON.stringify({ service: "chat", ts, intervalMs: minuteMs, requests, errors: 0 });
    const place = { topic: topicNames.errorRate, partition: 0, offset: offset ?? at };
    return JSON.stringify({ ...place, ts: ts + minuteMs + lateMs, key: "chat", payload: value });
  });
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

interface Facts {
  readonly lines: number;
  readonly refused: Record<string, { count: number; first: string }>;
  readonly partitions: readonly Record<string, number>[];
  readonly series: readonly (Record<string, number> & {
    suspicious: Record<string, { count: number; first: string }>;
  })[];
}

async function facts(path: string): Promise<Facts> {
  const { code, out, err } = await run(["inspect", "recording", path, "--json"]);
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out) as Facts;
}

const minutes = (count: number): readonly Sent[] =>
  Array.from({ length: count }, (_, minute) => ({ minute }));

describe("of a series are told", () => {
  test("its cadence, and gaps by their number and the longest", async () => {
    const path = recording(minutes(60).filter(({ minute }) => minute !== 10 && (minute < 30 || minute > 41)));
    const [chat] = (await facts(path)).series;
    expect(chat).toMatchObject({ readings: 47, intervalMs: minuteMs, gaps: 2, longestGapMs: 12 * minuteMs });
    expect(chat?.["longestGapFromMs"]).toBe(start + 30 * minuteMs);
    const { out: broken } = await run(["inspect", "recording", path]);
    const out = broken.replace(/\s*\n +(?=[a-z])/g, " ");
    expect(out).toContain("2 gaps, the longest 12 min from 2021-10-04 15:30");
    expect(out).toContain("78 % of what its cadence makes due");
    expect(out).toMatch(/█{10} █{19} {12}█{18}/);
  });

  test("how late it arrives, and what comes twice", async () => {
    const late = minutes(20).map((sent) => (sent.minute === 5 ? { ...sent, lateMs: 90_000 } : sent));
    const [chat] = (await facts(recording([...late, { minute: 19 }, { minute: 18 }]))).series;
    expect(chat).toMatchObject({ mostLateMs: 90_000, late: 1, duplicates: 2 });
  });

  test("values that are suspicious, each with its first line", async () => {
    const far = minutes(100).map((sent) => (sent.minute === 50 ? { ...sent, requests: 90_000 } : sent));
    const path = recording(far);
    const [jumped] = (await facts(path)).series;
    expect(jumped?.suspicious["far-above"]).toEqual({
      count: 1,
      first: `${path}:51`,
    });
    const [stuck] = (await facts(recording(minutes(80).map((sent) => ({ ...sent, requests: 7 }))))).series;
    expect(stuck?.suspicious["never-changes"]?.count).toBe(21);
    const [ahead] = (await facts(recording([{ minute: 0 }, { minute: 1, lateMs: -50_000 }]))).series;
    expect(ahead?.suspicious["from-the-future"]?.count).toBe(1);
  });
});

test("refused lines are told by code, and lines read again and offsets that are not there by partition", async () => {
  const path = recording([
    { minute: 0 },
    { minute: 1, offset: 5 },
    { minute: 2, offset: 5 },
    { minute: 3, offset: 6, payload: "no telemetry" },
  ]);
  appendFileSync(path, "{half");
  const found = await facts(path);
  expect(found.refused).toMatchObject({ "value-not-json": { count: 1 }, "line-truncated": { count: 1 } });
  expect(found.partitions[0]).toMatchObject({ messages: 3, missingOffsets: 4, readAgain: 1 });
});

test("what breaks off ends with 3, and so does a file in which nothing could be used", async () => {
  const whole = gzipSync(readFileSync(recording([{ minute: 0 }, { minute: 1 }, { minute: 2 }])));
  const broken = join(folder, "broken.jsonl.gz");
  writeFileSync(broken, whole.subarray(0, whole.length - 12));
  const cut = await run(["inspect", "recording", broken]);
  expect([cut.code, cut.out]).toEqual([3, expect.stringContaining("gzip-truncated")]);
  const foreign = join(folder, "notes.txt");
  writeFileSync(foreign, "no\nrecording\n");
  const none = await run(["inspect", "recording", foreign]);
  expect([none.code, none.err]).toEqual([3, expect.stringContaining("no message in what was read")]);
});

test("a recording is told with its services and a picture that fits the terminal", async () => {
  const outage = writeSmallOutage(folder);
  const { code, out } = await run(["inspect", "recording", outage.recording]);
  expect(code).toBe(0);
  expect(out).toContain("small outage");
  expect(out).toContain("8 services");
  expect(out).toContain("chat report-volume");
  for (const line of out.split("\n")) expect([...line].length).toBeLessThanOrEqual(80);
});

test("a rotated recording is held against its manifest", async () => {
  const into = join(folder, "rotated");
  const kafka = await kafkaWithMany();
  await run(["record", "--out", into, "--rotate", "20m"], { cluster: kafka.cluster });
  expect((await run(["inspect", "recording", into])).code).toBe(0);
  appendFileSync(join(into, "recording-000001.jsonl.zst"), "x");
  const { code, out } = await run(["inspect", "recording", into]);
  expect(code).toBe(3);
  expect(out).toContain("bytes, and was written with");
});

test.each([
  [["recording"], 2, "needs a recording"],
  [["recording", join(folder, "gone.jsonl")], 3, "gone.jsonl"],
  [["incidents", "x"], 2, "takes no further argument"],
])("%j is refused in words", async (argv, code, words) => {
  const ran = await run(["inspect", ...argv]);
  expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(words)]);
});

test("counts by time are whole whatever the order, in spans that are never more than there may be", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 1e9 })), { minLength: 1 }), (added) => {
      const counts = timeCounts(10);
      for (const [row, timeMs] of added) counts.add(row, timeMs);
      for (const row of [0, 1, 2, 3]) {
        const spans = counts.row(row);
        expect(spans.length).toBeLessThanOrEqual(10);
        expect(spans.reduce((sum, count) => sum + count, 0)).toBe(
          added.filter(([one]) => one === row).length,
        );
      }
    }),
  );
});
