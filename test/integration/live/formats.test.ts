import { readFileSync } from "node:fs";
import { loadTopicFormats } from "@tocsin/adapters/config";
import { Configuration, Topology, topicNames } from "@tocsin/contracts";
import { expect, test } from "vitest";
import { otlpRecords, otlpTopic, toldLast, withTicks } from "../../live/support/otlp-outage.ts";
import { smallLiveOutage } from "../../live/support/small-live-outage.ts";
import { usualPartitions } from "../../support/installation/installation.ts";
import { kafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { readValues } from "../../support/installation/read-back.ts";
import { appendAll } from "../../support/installation/telemetry-log.ts";
import { startDetector, startIntake } from "../../support/installation/workers-in-process.ts";
import { awaitCondition, useKafka } from "../../support/servers/index.ts";

const kafka = useKafka();

test("what the official OpenTelemetry SDK exports, through a real topic, gives the outage that our own telemetry gives", async () => {
  const small = await smallLiveOutage();
  const topology = Topology.parse(JSON.parse(readFileSync(small.outage.topology, "utf8")));
  const on = await kafkaInstallation(kafka.brokers, { topology });
  try {
    const topic = on.topicOf(topicNames.errorRate);
    const topicOf = (name: string): string => (name === otlpTopic ? topic : on.topicOf(name));
    const partitions = {
      [topic]: usualPartitions.errorRate,
      [on.topicOf(topicNames.deliveryLatency)]: usualPartitions.deliveryLatency,
      [on.topicOf(topicNames.reportVolume)]: usualPartitions.reportVolume,
    };
    const written = Configuration.parse({
      ...on.input,
      formats: { [topic]: { format: "otlp", preset: ["otel-http"] } },
    });
    const formats = await loadTopicFormats(written, null);
    if (formats.kind === "faulty") throw new Error("the formats have faults");
    const running = { ...on, configuration: { ...written, topicFormats: formats.value } };
    const records = withTicks(await otlpRecords(small.outage.lines, topicOf), partitions, topic);
    await appendAll(on.log(), records);
    const workers = [startIntake(running, on.log()), startDetector(running, on.log())];
    const incidents = on.topicOf(topicNames.incidents);
    let alerts: readonly string[] = [];
    await awaitCondition(
      async () => {
        alerts = await readValues(on.log(), incidents);
        return alerts.some((alert) => alert.includes('"status":"resolved"'));
      },
      { withinMs: 120_000, everyMs: 1000, what: "the end of the outage" },
    );
    for (const worker of workers) await worker.stop();
    expect(toldLast(alerts)).toEqual(toldLast(small.alerts));
  } finally {
    await on.remove();
  }
}, 240_000);
