import { join } from "node:path";
import { loadTopicFormats } from "@tocsin/adapters/config";
import { Configuration, topicNames } from "@tocsin/contracts";
import { beforeAll, expect, test } from "vitest";
import {
  judgedWindows,
  type MemoryInstallation,
  memoryInstallation,
  valuesOn,
} from "../support/installation/memory-installation.ts";
import { usualPartitions } from "../support/installation/installation.ts";
import { appendAll } from "../support/installation/telemetry-log.ts";
import { startDetector, startIntake } from "../support/installation/workers-in-process.ts";
import { type ReplayedFiles, replayInto } from "../support/replay-into.ts";
import { awaitCondition } from "./support/await-condition.ts";
import { disruptedRun } from "./support/disrupted-run.ts";
import {
  otlpConfiguration,
  otlpFiles,
  otlpRecords,
  otlpTopic,
  type TimedRecord,
  toldLast,
  withTicks,
} from "./support/otlp-outage.ts";
import { type SmallLiveOutage, smallLiveOutage } from "./support/small-live-outage.ts";

const { topics } = Configuration.parse(otlpConfiguration);

const partitions = {
  [otlpTopic]: usualPartitions.errorRate,
  [topicNames.deliveryLatency]: usualPartitions.deliveryLatency,
  [topicNames.reportVolume]: usualPartitions.reportVolume,
};

let small: SmallLiveOutage;
let records: readonly TimedRecord[];
let live: Live;
beforeAll(async () => {
  small = await smallLiveOutage();
  records = withTicks(await otlpRecords(small.outage.lines), partitions);
  live = await runLive();
}, 240_000);

const installation = async (): Promise<MemoryInstallation> => {
  const on = memoryInstallation(small.outage.topology, otlpConfiguration);
  const formats = await loadTopicFormats(on.configuration, null);
  if (formats.kind === "faulty") throw new Error("the formats have faults");
  const { kafka } = on.configuration;
  const configuration = { ...on.configuration, topicFormats: formats.value };
  return { ...on, configuration: { ...configuration, kafka: { ...kafka, sessionTimeoutMs: 100 } } };
};

interface Live {
  readonly alerts: readonly string[];
  readonly evidence: readonly string[];
  readonly replayed: ReplayedFiles;
}

/** Live workers over the records until nothing more comes, and a replay of what the topics hold then. */
async function runLive(): Promise<Live> {
  const on = await installation();
  await appendAll(on.cluster.client(), records);
  const recorded = Object.keys(partitions)
    .flatMap((topic) => on.cluster.records(topic))
    .map(({ topic, partition, key, value, timestampMs }) => {
      return {
        topic,
        partition,
        key: key === null ? null : Buffer.from(key).toString("utf8"),
        value,
        timestampMs,
      };
    });
  const files = otlpFiles(recorded);
  const options = ["--topology", small.outage.topology, "--config", files.config];
  const replayed = await replayInto(join(files.folder, "out"), files.recording, ...options);
  const workers = [startIntake(on, on.cluster.client()), startDetector(on, on.cluster.client())];
  await awaitCondition(
    "all windows judged",
    () => judgedWindows(on).length >= replayed.evidence().length,
    90_000,
  );
  for (const worker of workers) await worker.stop();
  return { alerts: valuesOn(on, topics.incidents), evidence: valuesOn(on, topics.evidence), replayed };
}

test("an outage told by the official OpenTelemetry SDK has the members, the component and the onset of our own telemetry", () => {
  expect(toldLast(live.alerts)).toEqual(toldLast(small.alerts));
  expect(toldLast(live.alerts)).toMatchObject({ scope: "simultaneous", component: "edge" });
});

test("a replay of the recorded topics gives the bytes of the live path", () => {
  expect(live.replayed.alerts()).toEqual(live.alerts);
  expect(live.replayed.evidence()).toEqual(live.evidence);
});

test.each([1, 2])(
  "counters go on exactly once when workers die, freeze and fail at random (seed %d)",
  async (seed) => {
    const on = await installation();
    const choose = ({ name }: { readonly name: string }) =>
      name === "join" || name === "leave" ? [] : (["kill", "freeze", "fail"] as const);
    const windows = live.evidence.length;
    await disruptedRun(on, { seed, records, windows, disruptions: 25, choose, withinMs: 90_000 });
    expect(valuesOn(on, topics.evidence)).toEqual(live.evidence);
    expect(valuesOn(on, topics.incidents)).toEqual(live.alerts);
  },
  120_000,
);
