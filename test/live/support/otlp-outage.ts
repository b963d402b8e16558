import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instrumentedService } from "../../../packages/formats/test/support/otlp-export.ts";
import type { ConfigurationInput } from "@tocsin/contracts";
import type { AppendedRecord } from "@tocsin/log";
import { ticks } from "../../support/installation/telemetry-log.ts";
import { parseLine } from "../../support/installation/recorded-line.ts";

const minuteMs = 60_000;

export const otlpTopic = "otlp_metrics";

/** Requests and errors come as OTLP metrics, all else as telemetry of our own. */
export const otlpConfiguration: ConfigurationInput = {
  topics: { errorRate: otlpTopic },
  formats: { [otlpTopic]: { format: "otlp", preset: ["otel-http"] } },
};

const status = "http.response.status_code";

export type TimedRecord = AppendedRecord & { readonly timestampMs: number };

interface Sent {
  readonly service: string;
  readonly ts: number;
  readonly requests: number;
  readonly errors: number;
}

/** How long after the interval an exporter tells of it: each service at its own second. */
const phaseMs = (at: number): number => 2000 + 5000 * at;

/**
 * A recording's requests and errors as its services would have told them, had each been instrumented with the official
 * OpenTelemetry SDK: cumulative counters, exported once a minute and written to Kafka as protobuf, as the Collector's
 * exporter writes them. Two instances of each service, each with a key of its own.
 */
export async function otlpRecords(
  lines: readonly string[],
  topicOf: (name: string) => string = (name) => name,
): Promise<readonly TimedRecord[]> {
  const messages = lines.map(parseLine).filter((line) => line !== null);
  const readings = messages
    .filter(({ payload }) => payload?.includes('"requests"') === true)
    .map(({ payload }) => JSON.parse(payload ?? "") as Sent);
  const records: TimedRecord[] = [];
  for (const [at, service] of [...new Set(readings.map((reading) => reading.service))].sort().entries()) {
    const own = readings.filter((reading) => reading.service === service).toSorted((a, b) => a.ts - b.ts);
    const [first] = own;
    for (const instance of [0, 1]) {
      const { meter, collect } = instrumentedService(
        { "service.name": service, "service.instance.id": `${service}-${instance}` },
        "cumulative",
      );
      const counters = meter.createCounter("http.server.request.duration");
      for (const { ts, requests, errors } of own) {
        const share = (count: number): number =>
          instance === 0 ? Math.ceil(count / 2) : Math.floor(count / 2);
        counters.add(share(requests) - share(errors), { [status]: 200 });
        counters.add(share(errors), { [status]: 503 });
        const { protobuf: value } = await collect({ startMs: first?.ts ?? ts, endMs: ts + minuteMs });
        const timestampMs = ts + minuteMs + phaseMs(at);
        records.push({ topic: topicOf(otlpTopic), key: `${service}-${instance}`, value, timestampMs });
      }
    }
  }
  for (const { topic, key, payload: value, ts: timestampMs } of messages) {
    if (topic.includes("error-rate")) continue;
    records.push({ topic: topicOf(topic), key, value, timestampMs });
  }
  return records.toSorted((a, b) => a.timestampMs - b.timestampMs);
}

/** The configuration and a recording of these records in a folder of their own, as `tocsin record` writes it. */
export function otlpFiles(records: readonly TimedRecord[]): {
  readonly folder: string;
  readonly recording: string;
  readonly config: string;
} {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-otlp-"));
  const files = { folder, recording: join(folder, "otlp.jsonl"), config: join(folder, "tocsin.json") };
  const offsets = new Map<string, number>();
  const lines = records.map(({ topic, partition = 0, key, value, timestampMs: ts }) => {
    const place = `${topic}/${partition}`;
    const offset = offsets.get(place) ?? 0;
    offsets.set(place, offset + 1);
    const payload =
      typeof value === "string"
        ? { payload: value }
        : { payloadBase64: Buffer.from(value ?? new Uint8Array()).toString("base64") };
    return JSON.stringify({ topic, partition, offset, ts, key, ...payload });
  });
  writeFileSync(files.recording, `${lines.join("\n")}\n`);
  writeFileSync(files.config, JSON.stringify(otlpConfiguration));
  return files;
}

/** Ticks each minute on every partition; those of the OTLP topic tell the time a minute later, as late as its readings are. */
export function withTicks(
  sent: readonly TimedRecord[],
  partitions: Readonly<Record<string, number>>,
  topic = otlpTopic,
): readonly TimedRecord[] {
  const first = Math.floor((sent[0]?.timestampMs ?? 0) / minuteMs) * minuteMs;
  const last = Math.floor((sent.at(-1)?.timestampMs ?? 0) / minuteMs) * minuteMs;
  const { [topic]: late = 0, ...prompt } = partitions;
  const end = last + minuteMs / 2;
  const told = [...ticks(end, prompt), ...ticks(end + minuteMs, { [topic]: late })];
  const minutes = Array.from({ length: (last - first) / minuteMs }, (_, at) => first + (at + 1) * minuteMs);
  const between = minutes.flatMap((at) => ticks(at, partitions));
  return [...[...between, ...sent].toSorted((a, b) => a.timestampMs - b.timestampMs), ...told];
}

interface Told {
  readonly data: {
    readonly scope: string;
    readonly onset: string;
    readonly component: { readonly name: string } | null;
    readonly services: readonly { readonly service: string; readonly role: string }[];
  };
}

/** What the newest alert says of an outage. */
export const toldLast = (alerts: readonly string[]) => {
  const { data } = JSON.parse(alerts.at(-1) ?? "{}") as Told;
  const members = data.services.filter(({ role }) => role === "member").map(({ service }) => service);
  return { scope: data.scope, component: data.component?.name, members, onset: data.onset };
};
