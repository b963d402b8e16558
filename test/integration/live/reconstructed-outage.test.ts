import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { influxQuery } from "@tocsin/adapters/influx";
import { InfluxConfiguration } from "@tocsin/contracts";
import { beforeAll, expect, test } from "vitest";
import { outagesFolder } from "@tocsin/outages";
import { loadScenario, writeScenario } from "@tocsin/scenarios";
import { usualPartitions } from "../../support/installation/installation.ts";
import { readValues } from "../../support/installation/read-back.ts";
import { appendAll, telemetryRecords } from "../../support/installation/telemetry-log.ts";
import { linesOf, replayInto } from "../../support/replay-into.ts";
import {
  awaitCondition,
  freshBucket,
  temporaryFolder,
  useInflux,
  useKafka,
} from "../../support/servers/index.ts";
import { type Installed, installed, recordedIn } from "./support/installed.ts";

const kafka = useKafka();
const influx = useInflux();
const folder = temporaryFolder("outage");
const topologyFile = join(outagesFolder, "2021-10-04.topology.yaml");

/** The last two days of the reconstruction: a day to learn from, and the day of the outage. */
async function recording(): Promise<string> {
  const text = readFileSync(join(outagesFolder, "2021-10-04.yaml"), "utf8");
  const scenarioFile = join(folder.path, "2021-10-04.yaml");
  writeFileSync(scenarioFile, text.replace('"2021-09-19T00:00:00Z"', '"2021-10-03T12:00:00Z"'));
  const scenario = loadScenario(scenarioFile);
  const path = join(folder.path, "outage.jsonl.gz");
  await writeScenario(scenario, { path, seed: scenario.seed, progress: { write: () => true } });
  return path;
}

let replayed: { readonly alerts: readonly string[]; readonly evidence: readonly string[] };
let made: Installed;
let bucket: Awaited<ReturnType<typeof freshBucket>>;
let lines: readonly string[];

beforeAll(async () => {
  const path = await recording();
  const out = join(folder.path, "out");
  const { alerts, evidence } = await replayInto(out, path, "--topology", topologyFile);
  replayed = { alerts: alerts(), evidence: evidence() };
  lines = linesOf(gunzipSync(readFileSync(path)));
  bucket = await freshBucket(influx);
  made = await installed(kafka, recordedIn(influx, bucket.name));
  return async () => {
    await made.end();
    await bucket.remove();
    await folder.remove();
  };
}, 240_000);

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
  const log = made.log();
  const workers = [
    made.run("all", ["--topology", topologyFile]),
    made.run("all", ["--topology", topologyFile]),
  ];
  const partitions = {
    [topics.errorRate]: usualPartitions.errorRate,
    [topics.deliveryLatency]: usualPartitions.deliveryLatency,
    [topics.reportVolume]: usualPartitions.reportVolume,
  };
  await appendAll(log, telemetryRecords(lines, { partitions, topicOf: made.topicOf }));
  await awaitCondition(
    async () => (await readValues(log, topics.evidence)).length >= replayed.evidence.length,
    {
      withinMs: 120_000,
      everyMs: 500,
      what: "all windows to be judged",
    },
  );
  expect(await readValues(log, topics.incidents)).toEqual(replayed.alerts);
  expect(await readValues(log, topics.evidence)).toEqual(replayed.evidence);
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
