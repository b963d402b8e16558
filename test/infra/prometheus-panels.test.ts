import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { healthServer } from "@tocsin/adapters/observe";
import { detectorApp } from "@tocsin/detector";
import { intakeApp } from "@tocsin/intake";
import { expect, test } from "vitest";
import { memoryKafka } from "../support/memory-kafka.ts";
import { ownPrometheus } from "../support/servers/prometheus/own-prometheus.ts";
import { isThere } from "../support/servers/prometheus/prometheus-process.ts";
import { awaitCondition } from "../support/servers/run/await-condition.ts";
import { workerContext } from "../support/worker-context.ts";

/** Without Prometheus on the PATH (Debian: prometheus) this test skips. */
const hasPrometheus = await isThere("prometheus");

const soon = { withinMs: 90_000, everyMs: 250 };
const minuteMs = 60_000;

interface PrometheusPanel {
  readonly title: string;
  readonly datasource: { readonly type: string };
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}

/** Grafana replaces its interval; four scrapes of a test's Prometheus are two seconds on a machine that is busy. */
const board = join(import.meta.dirname, "../../infra/grafana/dashboards/budget-and-quality.json");
const { panels } = JSON.parse(readFileSync(board, "utf8")) as { readonly panels: readonly PrometheusPanel[] };
const asked = new Map(
  panels
    .filter(({ datasource }) => datasource.type === "prometheus")
    .map(({ title, targets }) => [title, targets[0]!.expr.replaceAll("$__rate_interval", "10s")]),
);

test.runIf(hasPrometheus)(
  "the panels that ask Prometheus show what a real one scraped: the late share by topic, the refused share of telemetry by code",
  { timeout: 240_000 },
  async () => {
    expect([...asked.keys()]).toEqual(["Late share", "Refused share"]);
    const { brokers } = memoryKafka({ partitions: { errorRate: 1, deliveryLatency: 1, reportVolume: 1 } });
    const { context, health } = await workerContext(brokers.client(), { TOCSIN_CLOCK: "stream" });
    const { instruments, configuration } = context;
    const server = await healthServer({ host: "127.0.0.1", port: 0, health, metrics: instruments.metrics });
    // What the detector reads are frames, of which none counts among the messages.
    const running = [intakeApp().start(context), detectorApp().start(context)];
    const prometheus = await ownPrometheus("groups: []\n", server.port);
    const client = brokers.client();
    const { errorRate: topic } = configuration.topics;
    const reading = (service: string, ts: number): string =>
      JSON.stringify({ service, ts, intervalMs: minuteMs, requests: 1000, errors: 5 });
    let minute = 0;
    const stopped = new AbortController();
    const sending = (async () => {
      for (; !stopped.signal.aborted; await pause(100)) {
        minute += 1;
        const timestampMs = minute * minuteMs;
        const values = [
          reading("chat", timestampMs - minuteMs),
          reading("mail", timestampMs - minuteMs),
          // A quarter of an hour old, and no telemetry at all.
          ...(minute > 20 ? [reading("maps", timestampMs - 15 * minuteMs), "{"] : []),
        ];
        const records = values.map((value) => ({ topic, partition: 0, key: null, value, timestampMs }));
        await client.append(records);
      }
    })();
    try {
      const late = async () => await prometheus.value(asked.get("Late share")!);
      const refused = async () => await prometheus.value(asked.get("Refused share")!);
      await awaitCondition(async () => (await late()).some(({ value }) => value > 0.1), {
        ...soon,
        what: "the late share",
      });
      for (const { labels, value } of await late()) {
        expect(Object.keys(labels)).toEqual(["topic"]);
        expect(value).toBeLessThanOrEqual(1);
      }
      // One message of four; where frames counted too it would be far less.
      const shareOf = async (code: string): Promise<number> =>
        (await refused()).find(({ labels }) => labels["code"] === code)?.value ?? 0;
      await awaitCondition(async () => (await shareOf("value-not-json")) > 0.2, {
        ...soon,
        what: "the refused share",
      });
      expect(await shareOf("value-not-json")).toBeLessThan(0.3);
      for (const { labels } of await refused()) expect(Object.keys(labels)).toEqual(["code"]);
    } finally {
      stopped.abort();
      await sending;
      await prometheus.close();
      await server.close();
      for (const worker of running) await worker.stop();
      for (const worker of running) await worker.done;
    }
  },
);
