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
