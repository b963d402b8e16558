import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { topicNames, type Topology } from "@tocsin/contracts";
import type { AppendedRecord } from "@tocsin/log";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../../services/cli/test/support/run.ts";
import { type SmallLiveOutage, smallLiveOutage } from "../../live/support/small-live-outage.ts";
import { commands, merged } from "../../live/support/told-commands.ts";
import { usualPartitions } from "../../support/installation/installation.ts";
import { type KafkaInstallation, kafkaInstallation } from "../../support/installation/kafka-installation.ts";
import { readValues } from "../../support/installation/read-back.ts";
import { silentDetector } from "../../support/installation/silent-instrumentation.ts";
import { appendAll, telemetryRecords } from "../../support/installation/telemetry-log.ts";
import { startDetector, startIntake } from "../../support/installation/workers-in-process.ts";
import { replayInto } from "../../support/replay-into.ts";
import { useKafka } from "../../support/servers/index.ts";
import { awaitCondition } from "../../support/servers/run/await-condition.ts";

const kafka = useKafka();
const folder = mkdtempSync(join(tmpdir(), "tocsin-commands-on-kafka-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let small: SmallLiveOutage;
let topology: Topology;
beforeAll(async () => {
  small = await smallLiveOutage();
  topology = JSON.parse(readFileSync(small.outage.topology, "utf8")) as Topology;
});

async function judged(
  on: KafkaInstallation,
  records: readonly AppendedRecord[],
  unread: () => void = () => undefined,
) {
  const log = on.log();
  const { evidence, incidents } = on.configuration.topics;
  await appendAll(
    log,
    records.map((record) => ({ ...record, topic: on.topicOf(record.topic) })),
  );
  const instrumentation = { ...silentDetector, commandsUnread: unread };
  const workers = [startIntake(on, on.log()), startDetector(on, on.log(), { instrumentation })];
  await awaitCondition(
    async () =>
      (await log.span({ topic: evidence, partition: 0 })).end >= small.evidence.length &&
      (await readValues(log, evidence)).length >= small.evidence.length,
    { withinMs: 90_000, what: "all windows judged", everyMs: 500 },
  );
  for (const worker of workers) await worker.stop();
  const values = { alerts: await readValues(log, incidents), evidence: await readValues(log, evidence) };
  await log.close();
  return values;
}

const telemetry = () =>
  telemetryRecords(small.outage.lines, {
    partitions: {
      [topicNames.errorRate]: usualPartitions.errorRate,
      [topicNames.deliveryLatency]: usualPartitions.deliveryLatency,
      [topicNames.reportVolume]: usualPartitions.reportVolume,
    },
  });

/** What a test's client sends to new topics may be kept twice: then lines are refused, live and in a replay alike. */
const however = ["--max-refused", "100%"];

test("a run with commands on Kafka, recorded and replayed, gives the same bytes", async () => {
  const on = await kafkaInstallation(kafka.brokers, { topology });
  const live = await judged(on, merged(commands, telemetry()));
  expect(live.evidence.filter((frame) => frame.includes("commandsOffset")).length).toBeGreaterThan(200);
  const [config, path] = [join(folder, "tocsin.json"), join(folder, "run.jsonl")];
  writeFileSync(config, JSON.stringify(on.input));
  expect((await run(["record", "--config", config, "--out", path])).code).toBe(0);
  const files = ["--topology", small.outage.topology, "--config", config];
  const replayed = await replayInto(join(folder, "out"), path, ...files, ...however);
  expect(replayed.alerts()).toEqual(live.alerts);
  expect(replayed.evidence()).toEqual(live.evidence);
  const told = await run(["maintenance", "list", "--config", config]);
  expect([told.code, told.out]).toEqual([0, expect.stringContaining("edge: component edge")]);
  await on.remove();
});

test("where Kafka has no command topic, the alerts are those of a replay", async () => {
  const input = { topics: { commands: "no-such-command-topic" } };
  const on = await kafkaInstallation(kafka.brokers, { topology, input });
  let unread = 0;
  const { alerts } = await judged(on, telemetry(), () => (unread += 1));
  expect(alerts).toEqual(small.alerts);
  expect(unread).toBe(1);
  await on.remove();
});
