import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { topicNames } from "@tocsin/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runImport } from "../../../services/cli/test/import/run-import.ts";
import { run } from "../../../services/cli/test/support/run.ts";
import { otlpRecords, otlpTopic, type TimedRecord, toldLast } from "../../live/support/otlp-outage.ts";
import { type SmallLiveOutage, smallLiveOutage } from "../../live/support/small-live-outage.ts";
import { type KafkaInstallation, kafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { writeConfiguration } from "../../support/installation/programs.ts";
import { linesOf, replayInto } from "../../support/replay-into.ts";
import { useKafka } from "../../support/servers/index.ts";

const kafka = useKafka();
const hasKcat = spawnSync("kcat", ["-V"]).status === 0;

let small: SmallLiveOutage;
let on: KafkaInstallation;
let topic: string;
let config: string;
let sent: readonly TimedRecord[];

const fileOf = (name: string): string => join(dirname(small.outage.recording), name);
const bytesOf = ({ value }: TimedRecord): Buffer => Buffer.from(value as Uint8Array);

/** An outage as the official OpenTelemetry SDK exports it, in protobuf, put on a topic by kcat's producer. */
beforeAll(async () => {
  if (!hasKcat) return;
  small = await smallLiveOutage();
  on = await kafkaInstallation(kafka.brokers);
  topic = on.topicOf(topicNames.errorRate);
  const formats = { [topic]: { format: "otlp" as const, preset: ["otel-http"] } };
  config = writeConfiguration(dirname(small.outage.recording), "tocsin.json", { ...on.input, formats });
  sent = (await otlpRecords(small.outage.lines)).filter((record) => record.topic === otlpTopic);
  const [afterKey, afterValue] = ["<the key ends>", "<the message ends>"];
  const input = sent.flatMap((record) => [
    Buffer.from(`${String(record.key)}${afterKey}`),
    bytesOf(record),
    Buffer.from(afterValue),
  ]);
  const argv = [
    "-b",
    kafka.brokers.join(","),
    "-P",
    "-t",
    topic,
    "-p",
    "0",
    "-K",
    afterKey,
    "-D",
    afterValue,
  ];
  execFileSync("kcat", argv, { input: Buffer.concat(input) });
}, 240_000);

afterAll(async () => {
  if (hasKcat) await on.remove();
});

/** What kcat prints of the topic, asked as the docs say, as the bytes that a shell would write into a file. */
function readByKcat(...format: readonly string[]): Buffer {
  const argv = ["-b", kafka.brokers.join(","), "-C", "-e", "-q", "-t", topic, ...format];
  return execFileSync("kcat", argv, { maxBuffer: 2 ** 28 });
}

const told = async (recording: string, ...options: readonly string[]) =>
  toldLast(
    (
      await replayInto(`${recording}.out`, recording, "--topology", small.outage.topology, ...options)
    ).alerts(),
  );

describe.runIf(hasKcat)("binary messages that kcat put on a topic", () => {
  test("and printed by kcat -C -J are the recording of the outage, byte for byte", async () => {
    const lines = readByKcat("-J").toString("latin1").trimEnd().split("\n");
    expect(lines).toHaveLength(sent.length);
    // kcat's producer stamps its messages with the time of the test: the recording gets that of the outage.
    const stamped = lines.map((line, at) => line.replace(/"ts":\d+/, `"ts":${sent[at]?.timestampMs}`));
    const recording = fileOf("kcat.jsonl");
    writeFileSync(recording, Buffer.from(`${stamped.join("\n")}\n`, "latin1"));
    expect(await told(recording, "--config", config)).toEqual(toldLast(small.alerts));
    const sample = await run(["check", "--sample", recording]);
    expect(sample.out).toContain("10 messages looked at, read as otlp");
    expect(sample.code).toBe(0);
  });

  test("and printed by kcat behind their lengths are what tocsin import otlp reads", async () => {
    const docs = readFileSync(join(import.meta.dirname, "../../../docs/connecting.md"), "utf8");
    expect(docs).toContain("-f '%R%s'");
    const [file, recording] = [fileOf("metrics.otlp"), fileOf("imported.jsonl")];
    writeFileSync(file, readByKcat("-f", "%R%s"));
    const { code, err } = await runImport(["otlp", file, "-o", recording]);
    expect(err).not.toMatch(/refused|left out/);
    expect(code).toBe(0);
    expect(await told(recording)).toEqual(toldLast(small.alerts));
  });

  test("and recorded by tocsin record are the bytes that were sent, with their keys", async () => {
    const recording = fileOf("recorded.jsonl");
    expect(await run(["record", topic, "--config", config, "--out", recording])).toMatchObject({ code: 0 });
    const [, ...lines] = linesOf(readFileSync(recording));
    const recorded = lines.map((line) => {
      const { key, payloadBase64 } = JSON.parse(line) as Readonly<Record<string, string>>;
      return { key, payloadBase64 };
    });
    expect(recorded).toEqual(
      sent.map((record) => {
        return { key: record.key, payloadBase64: bytesOf(record).toString("base64") };
      }),
    );
  });
});
