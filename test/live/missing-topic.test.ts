import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame } from "@tocsin/core";
import { afterAll, expect, test } from "vitest";
import {
  judgedWindows,
  type MemoryInstallation,
  memoryInstallation,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { awaitCondition } from "./support/await-condition.ts";

const folder = mkdtempSync(join(tmpdir(), "tocsin-missing-topic-"));
const topologyFile = join(folder, "topology.json");
writeFileSync(topologyFile, JSON.stringify({ services: { chat: {} } }));
afterAll(() => rmSync(folder, { recursive: true }));

const wall = { clock: "wall", windowMs: 1000, allowedLatenessMs: 100 } as const;

/** Both workers. The detector's clock runs ten times as fast, so that it looks for partitions every three seconds. */
function start(on: MemoryInstallation): { readonly stop: () => Promise<void> } {
  const begunMs = Date.now();
  const nowMs = (): number => begunMs + 10 * (Date.now() - begunMs);
  const workers = [startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client(), { nowMs })];
  return { stop: async () => void (await Promise.all(workers.map(async (worker) => await worker.stop()))) };
}

function framesOf(on: MemoryInstallation, topic: string): readonly Frame[] {
  return valuesOn(on, on.configuration.topics.windows)
    .map((value) => JSON.parse(value) as Frame)
    .filter((frame) => frame.topic === topic);
}

const accepted = (frames: readonly Frame[]): number =>
  frames.reduce((sum, { counts }) => sum + counts.accepted, 0);

async function judgesOn(on: MemoryInstallation, what: string): Promise<void> {
  const before = judgedWindows(on).length;
  await awaitCondition(what, () => judgedWindows(on).length >= before + 4);
}

async function sendDelivery(on: MemoryInstallation): Promise<void> {
  const timestampMs = Date.now();
  const value = JSON.stringify({
    service: "chat",
    ts: timestampMs,
    intervalMs: 1000,
    delivered: 5,
    p95Ms: 90,
  });
  const topic = on.configuration.topics.deliveryLatency;
  await on.cluster.client().append([{ topic, partition: 0, key: "chat", value, timestampMs }]);
}

const minuteMs = 60_000;
const startMs = Date.parse("2021-10-04T10:00:00Z");

/** A reading of each minute from one to another in each partition, and a tick behind it. */
async function sendMinutes(
  on: MemoryInstallation,
  topics: readonly (readonly [topic: string, partitions: number])[],
  [from, to]: readonly [number, number],
): Promise<void> {
  const client = on.cluster.client();
  for (let minute = from; minute < to; minute += 1) {
    const [ts, timestampMs] = [startMs + minute * minuteMs, startMs + (minute + 1) * minuteMs];
    for (const [topic, partitions] of topics) {
      const isRate = topic === on.configuration.topics.errorRate;
      const counts = isRate ? { requests: 100, errors: 0 } : { delivered: 50, p95Ms: 90 };
      for (let partition = 0; partition < partitions; partition += 1) {
        const value = JSON.stringify({ service: `chat${partition}`, ts, intervalMs: minuteMs, ...counts });
        const tick = JSON.stringify({ tick: timestampMs });
        const of = { topic, partition, key: null, timestampMs };
        await client.append([
          { ...of, value },
          { ...of, value: tick },
        ]);
      }
    }
  }
}

const stream = { clock: "stream", windowMs: minuteMs } as const;
const newestJudged = (on: MemoryInstallation): number =>
  (Math.max(...judgedWindows(on)) - startMs) / minuteMs;

test("by the stream's clock time passes in a topic that goes as it does in the others, and it is read when it is there again", async () => {
  const on = memoryInstallation(topologyFile, stream);
  const { deliveryLatency, errorRate, reportVolume } = on.configuration.topics;
  on.cluster.deleteTopic(reportVolume);
  const [rates, latencies] = [[errorRate, 3] as const, [deliveryLatency, 1] as const];
  let running = start(on);
  await sendMinutes(on, [rates, latencies], [0, 10]);
  await awaitCondition("ten minutes", () => newestJudged(on) >= 6);
  expect(framesOf(on, deliveryLatency).filter(({ unseen }) => unseen)).toEqual([]);

  on.cluster.deleteTopic(deliveryLatency);
  await sendMinutes(on, [rates], [10, 20]);
  await awaitCondition("ten minutes without it", () => newestJudged(on) >= 16);
  await running.stop();
  running = start(on);
  await sendMinutes(on, [rates], [20, 25]);
  await awaitCondition("minutes after a restart", () => newestJudged(on) >= 21);
  expect(framesOf(on, deliveryLatency).at(-1)?.unseen).toBe(true);
  expect(framesOf(on, errorRate).filter(({ unseen }) => unseen)).toEqual([]);

  on.cluster.createTopic(deliveryLatency, 1);
  const before = accepted(framesOf(on, deliveryLatency));
  await sendMinutes(on, [rates, latencies], [25, 35]);
  await awaitCondition("minutes with it again", () => newestJudged(on) >= 31);
  expect(accepted(framesOf(on, deliveryLatency)) - before).toBeGreaterThanOrEqual(6);
  await running.stop();
  const starts = judgedWindows(on);
  expect(starts).toEqual([...new Set(starts)].sort((one, other) => one - other));
}, 90_000);

test.each([["stream", stream] as const, ["wall", wall] as const])(
  "by the %s clock a topic that is made anew with fewer partitions holds nobody up, and nothing of it counts as unseen",
  async (clock, input) => {
    const on = memoryInstallation(topologyFile, input);
    const { errorRate, deliveryLatency, reportVolume } = on.configuration.topics;
    for (const topic of [deliveryLatency, reportVolume]) on.cluster.deleteTopic(topic);
    const running = start(on);
    const passes = async (from: number, partitions: number): Promise<void> => {
      if (clock === "wall") await judgesOn(on, "windows");
      else {
        await sendMinutes(on, [[errorRate, partitions]], [from, from + 10]);
        await awaitCondition("ten minutes", () => newestJudged(on) >= from + 6);
      }
    };
    await passes(0, 3);
    on.cluster.deleteTopic(errorRate);
    on.cluster.createTopic(errorRate, 2);
    await passes(10, 2);
    await passes(20, 2);
    const newest = framesOf(on, errorRate).filter(({ partition }) => partition === 2);
    expect(newest.at(-1)).toMatchObject({ partition: 2, counts: { accepted: 0 } });
    expect(newest.at(-1)?.unseen).toBeUndefined();
    await running.stop();
  },
  90_000,
);

test("a telemetry topic that is missing at the start keeps nobody from judging the others, and is read when it comes", async () => {
  const on = memoryInstallation(topologyFile, wall);
  const { deliveryLatency, errorRate } = on.configuration.topics;
  on.cluster.deleteTopic(deliveryLatency);
  const running = start(on);
  await judgesOn(on, "windows without the topic");
  expect(framesOf(on, errorRate).length).toBeGreaterThan(0);
  expect(framesOf(on, deliveryLatency)).toEqual([]);

  on.cluster.createTopic(deliveryLatency, 2);
  await sendDelivery(on);
  await awaitCondition("its reading", () => accepted(framesOf(on, deliveryLatency)) === 1);
  await judgesOn(on, "windows with the topic");
  await running.stop();
  expect(framesOf(on, deliveryLatency).filter(({ unseen }) => unseen)).toEqual([]);
}, 60_000);

test("of one that goes while it is read the frames say that nobody saw it, over restarts too, until it is there again", async () => {
  const on = memoryInstallation(topologyFile, wall);
  const { deliveryLatency, errorRate } = on.configuration.topics;
  let running = start(on);
  await awaitCondition("frames of it", () => framesOf(on, deliveryLatency).length > 0);
  await judgesOn(on, "windows with the topic");

  on.cluster.deleteTopic(deliveryLatency);
  const isUnseen = (): boolean => framesOf(on, deliveryLatency).at(-1)?.unseen === true;
  await awaitCondition("unseen frames", isUnseen);
  await judgesOn(on, "windows without the topic");
  await running.stop();
  running = start(on);
  await judgesOn(on, "windows after a restart");
  expect(isUnseen()).toBe(true);

  on.cluster.createTopic(deliveryLatency, 3);
  await sendDelivery(on);
  await awaitCondition("its reading", () => accepted(framesOf(on, deliveryLatency)) === 1);
  await judgesOn(on, "windows with the topic again");
  await running.stop();
  expect(isUnseen()).toBe(false);
  expect(framesOf(on, errorRate).filter(({ unseen }) => unseen)).toEqual([]);
}, 60_000);
