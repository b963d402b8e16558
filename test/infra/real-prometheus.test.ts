import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { healthServer } from "@tocsin/adapters/observe";
import { intakeApp } from "@tocsin/intake";
import { expect, test } from "vitest";
import { memoryKafka } from "../support/memory-kafka.ts";
import { ownPrometheus } from "../support/servers/prometheus/own-prometheus.ts";
import { isThere } from "../support/servers/prometheus/prometheus-process.ts";
import { awaitCondition } from "../support/servers/run/await-condition.ts";
import { workerContext } from "../support/worker-context.ts";

/** Without Prometheus on the PATH (Debian: prometheus) this test skips. */
const hasPrometheus = await isThere("prometheus");

const minuteMs = 60_000;
const soon = { withinMs: 45_000, everyMs: 100 };

/** The rules with a second for each five minutes, so that a test need not wait for a quarter of an hour. */
const hurried = (rules: string): string => {
  const scaled = (count: string, unit: string): string =>
    `${Math.max(1, Math.round((Number(count) * (unit === "h" ? 60 : 1)) / 5))}s`;
  return rules
    .replaceAll(/\[(\d+)([mh])\]/g, (_, count: string, unit: string) => `[${scaled(count, unit)}]`)
    .replaceAll(/for: (\d+)([mh])/g, (_, count: string, unit: string) => `for: ${scaled(count, unit)}`);
};

test.runIf(hasPrometheus)(
  "a real Prometheus scrapes an installation, is quiet while telemetry comes, and fires when none does",
  { timeout: 120_000 },
  async () => {
    const { brokers } = memoryKafka({ partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 } });
    const { context, health } = await workerContext(brokers.client(), { TOCSIN_CLOCK: "stream" });
    const { instruments, configuration } = context;
    const server = await healthServer({ host: "127.0.0.1", port: 0, health, metrics: instruments.metrics });
    const running = intakeApp().start(context);
    const rules = readFileSync(join(import.meta.dirname, "../../infra/prometheus/tocsin.rules.yml"), "utf8");
    const prometheus = await ownPrometheus(hurried(rules), server.port);
    const client = brokers.client();
    let minute = 0;
    const send = async (): Promise<void> => {
      minute += 1;
      const timestampMs = minute * minuteMs;
      const reading = {
        service: "chat",
        ts: timestampMs - minuteMs,
        intervalMs: minuteMs,
        requests: 1000,
        errors: 5,
      };
      const { errorRate: topic } = configuration.topics;
      await client.append([{ topic, partition: 0, key: null, value: JSON.stringify(reading), timestampMs }]);
    };
    const stopped = new AbortController();
    const sending = (async () => {
      for (; !stopped.signal.aborted; await pause(100)) await send();
    })();
    try {
      const noInput = async (): Promise<boolean> => (await prometheus.firing()).includes("TocsinNoInput");
      // No detector runs here, so this one fires when telemetry comes: it shows that Prometheus has seen it come.
      await awaitCondition(async () => (await prometheus.firing()).includes("TocsinJudgesNothing"), {
        ...soon,
        what: "TocsinJudgesNothing",
      });
      expect(await noInput()).toBe(false);
      stopped.abort();
      await sending;
      await awaitCondition(noInput, { ...soon, what: "TocsinNoInput" });
      expect(await prometheus.scrapeFaults()).toEqual([]);
      expect(await prometheus.firing()).not.toContain("TocsinAbsent");
      await server.close();
      await awaitCondition(async () => (await prometheus.firing()).includes("TocsinAbsent"), {
        ...soon,
        what: "TocsinAbsent",
      });
    } finally {
      stopped.abort();
      await sending;
      await prometheus.close();
      await server.close();
      await running.stop();
      await running.done;
    }
  },
);
