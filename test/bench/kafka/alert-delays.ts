import { setTimeout as pause } from "node:timers/promises";
import type { AppendedRecord, Log } from "@tocsin/log";
import type { KafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { startDetector, startIntake } from "../../support/installation/workers-in-process.ts";
import type { TelemetryTopics } from "./bench-installation.ts";
import { streams } from "./telemetry-of-many.ts";

export interface DelayRun {
  readonly services: number;
  readonly seconds: number;
  /** Windows at the beginning that do not count: partitions are taken over and code is compiled. */
  readonly settleSeconds: number;
}

const nowMs = (): number => Date.now();
const secondMs = 1000;

/**
 * Workers on the wall clock, telemetry that arrives second by second, and a reader of committed records. For every window
 * the time from the moment at which it may close (its end and the allowed lateness) until its evidence is read; alerts are
 * committed in the same transaction.
 */
export async function alertDelays(
  on: KafkaInstallation,
  telemetry: TelemetryTopics,
  run: DelayRun,
): Promise<readonly number[]> {
  const { configuration } = on;
  const workersLog = on.log();
  const othersLog = on.log();
  const intake = startIntake(on, workersLog);
  const detector = startDetector(on, workersLog);
  const stop = new AbortController();
  const delays = new Map<number, number>();
  const reading = readDelays(on, othersLog, { delays, stop: stop.signal });
  await produce(othersLog, telemetry, run);
  await pause(configuration.allowedLatenessMs + 3 * secondMs);
  stop.abort();
  await reading;
  await Promise.all([intake.stop(), detector.stop()]);
  await Promise.all([workersLog.close(), othersLog.close()]);
  return [...delays.values()].slice(run.settleSeconds, run.seconds - 1);
}

async function readDelays(
  { configuration }: KafkaInstallation,
  log: Log,
  { delays, stop }: { readonly delays: Map<number, number>; readonly stop: AbortSignal },
): Promise<void> {
  const { windowMs, allowedLatenessMs, topics } = configuration;
  const reader = log.reader([{ topic: topics.evidence, partition: 0, offset: 0 }]);
  stop.addEventListener("abort", () => void reader.close(), { once: true });
  while (!stop.aborted) {
    const delivery = await reader.next(secondMs);
    const readAtMs = nowMs();
    if (delivery?.kind !== "records") continue;
    for (const { value } of delivery.records) {
      const text = Buffer.from(value ?? []).toString("utf8");
      const { windowStart } = JSON.parse(text) as { readonly windowStart: number };
      delays.set(windowStart, readAtMs - (windowStart + windowMs + allowedLatenessMs));
    }
  }
}

/** A tenth of the services' messages at a time, so that they arrive all through the second. */
async function produce(log: Log, telemetry: TelemetryTopics, run: DelayRun): Promise<void> {
  const pieces = 10;
  for (let piece = 0, startedMs = nowMs(); piece < run.seconds * pieces; piece += 1) {
    await log.append(messagesOf(telemetry, run.services, piece % pieces));
    await pause(Math.max(0, startedMs + ((piece + 1) * secondMs) / pieces - nowMs()));
  }
}

function messagesOf(
  { topics, partitions }: TelemetryTopics,
  services: number,
  piece: number,
): readonly AppendedRecord[] {
  const atMs = nowMs();
  const ts = Math.floor(atMs / secondMs) * secondMs - secondMs;
  const records: AppendedRecord[] = [];
  for (let index = piece; index < services; index += 10) {
    const service = `service-${index}`;
    const values = {
      "error-rate": { requests: 100, errors: index % 3 },
      "delivery-latency": { delivered: 90, p95Ms: 300 },
      "report-volume": { reports: index % 2 },
    };
    for (const stream of streams) {
      const value = JSON.stringify({ service, ts, intervalMs: secondMs, ...values[stream] });
      const place = { topic: topics[stream], partition: index % partitions };
      records.push({ ...place, key: service, value, timestampMs: atMs });
    }
  }
  return records;
}
