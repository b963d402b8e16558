import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { influxQuery } from "@tocsin/adapters/influx";
import { InfluxConfiguration } from "@tocsin/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../../services/cli/test/support/run.ts";
import { appendAll, telemetryRecords } from "../../live/support/telemetry-log.ts";
import { loadScenario, writeScenario } from "../../support/generate/scenario/index.ts";
import {
  awaitCondition,
  freshBucket,
  temporaryFolder,
  useInflux,
  useKafka,
} from "../../support/servers/index.ts";
import { type KafkaInstallation, kafkaInstallation } from "./support/kafka-installation.ts";
import { testLog, valuesOn } from "./support/topic-values.ts";

const kafka = useKafka();
const influx = useInflux();
const folder = temporaryFolder("outage");
const scenarios = join(import.meta.dirname, "../../scenarios");
const topologyFile = join(scenarios, "2021-10-04.topology.yaml");

const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line !== "");

/** The last two days of the reconstruction: a day to learn from, and the day of the outage. */
async function recording(): Promise<string> {
  const text = readFileSync(join(scenarios, "2021-10-04.yaml"), "utf8");
  const scenarioFile = join(folder.path, "2021-10-04.yaml");
  writeFileSync(scenarioFile, text.replace('"2021-09-19T00:00:00Z"', '"2021-10-03T12:00:00Z"'));
  const scenario = loadScenario(scenarioFile);
  const path = join(folder.path, "outage.jsonl.gz");
  await writeScenario(scenario, { path, seed: scenario.seed, progress: { write: () => true } });
  return path;
}

let replayed: {
  readonly alerts: readonly string[];
  readonly evidence: readonly string[];
  readonly points: number;
};
let made: KafkaInstallation;
let bucket: Awaited<ReturnType<typeof freshBucket>>;
const ending: (() => Promise<void>)[] = [folder.remove];
let lines: readonly string[];

beforeAll(async () => {
  const path = await recording();
  const out = join(folder.path, "out");
  const ran = await run(["replay", path, "--topology", topologyFile, "--out", out, "--quiet"]);
  expect(ran.code).toBe(0);
  const unpacked = (name: string): string => gunzipSync(readFileSync(join(out, name))).toString("utf8");
  replayed = {
    alerts: linesOf(readFileSync(join(out, "alerts.jsonl"), "utf8")),
    evidence: linesOf(unpacked("evidence.jsonl.gz")),
    points: linesOf(unpacked("influx.lp.gz")).length,
  };
  lines = linesOf(gunzipSync(readFileSync(path)).toString("utf8"));
  bucket = await freshBucket(influx);
  ending.push(bucket.remove);
  made = await kafkaInstallation(kafka, { influx: { service: influx, bucket: bucket.name } });
  ending.push(made.end);
}, 240_000);

afterAll(async () => {
  for (const end of ending.toReversed()) await end();
});

async function counted(measurement: string, field: string): Promise<number> {
  const configuration = InfluxConfiguration.parse({
    url: influx.url,
    org: influx.org,
    token: influx.token,
    bucket: bucket.name,
  });
  const [table] = await influxQuery(configuration, `SELECT count("${field}") FROM "${measurement}"`);
  return Number(table?.values[0]?.[1] ?? 0);
}

test("the reconstructed outage through Kafka and two workers says what a replay of the file says, byte for byte", async () => {
  const { topics } = made.configuration;
  const log = testLog(kafka.brokers);
  const workers = [
    made.run("all", ["--topology", topologyFile]),
    made.run("all", ["--topology", topologyFile]),
  ];
  const counts = { [topics.errorRate]: 3, [topics.deliveryLatency]: 1, [topics.reportVolume]: 2 };
  const renamed = new Map([
    ["telemetry.error-rate.v1", topics.errorRate],
    ["telemetry.delivery-latency.v1", topics.deliveryLatency],
    ["telemetry.report-volume.v1", topics.reportVolume],
  ]);
  await appendAll(log, telemetryRecords(lines, { partitions: counts, renamed }));
  await awaitCondition(
    async () => (await valuesOn(log, topics.evidence)).length >= replayed.evidence.length,
    {
      withinMs: 120_000,
      everyMs: 500,
      what: "all windows to be judged",
    },
  );
  expect(await valuesOn(log, topics.incidents)).toEqual(replayed.alerts);
  expect(await valuesOn(log, topics.evidence)).toEqual(replayed.evidence);
  expect(replayed.alerts.some((alert) => alert.includes('"name":"backbone"'))).toBe(true);
  await awaitCondition(async () => (await counted("incident", "revision")) === replayed.alerts.length, {
    withinMs: 120_000,
    everyMs: 500,
    what: "the incidents in InfluxDB",
  });
  await awaitCondition(async () => (await counted("pipeline", "series")) === replayed.evidence.length, {
    withinMs: 120_000,
    everyMs: 500,
    what: "the windows in InfluxDB",
  });
  for (const worker of workers) expect((await worker.terminate()).code).toBe(0);
  await log.close();
}, 300_000);
