import { type Log, type LogMembership, outputPartitionsNeeded } from "@tocsin/log";
import type { RunningWorker, WorkerContext } from "@tocsin/adapters/process";
import { Configuration, topicNames } from "@tocsin/contracts";
import { detectorApp } from "@tocsin/detector";
import { intakeApp } from "@tocsin/intake";
import { recorderApp } from "@tocsin/recorder";
import { beforeAll, describe, expect, test } from "vitest";
import { smallOutageLines } from "../../services/cli/test/support/small-outage.ts";
import { memoryDatabase } from "../../services/recorder/test/support/memory-database.ts";
import { type MemoryCluster, memoryCluster } from "../support/memory-log/index.ts";
import { workerContext } from "../support/worker-context.ts";
import { awaitCondition } from "./support/await-condition.ts";
import { appendAll, telemetryRecords } from "../support/installation/telemetry-log.ts";

const telemetry = {
  [topicNames.errorRate]: 2,
  [topicNames.deliveryLatency]: 1,
  [topicNames.reportVolume]: 1,
} as const;

/** A log that writes down every name by which something is found on it. */
function listening(log: Log, names: Set<string>): Log {
  const heard = (...more: readonly string[]): void => more.forEach((name) => names.add(name));
  return {
    ...log,
    partitionCounts: async (topics) => {
      heard(...topics);
      return await log.partitionCounts(topics);
    },
    reader: (from) => {
      heard(...from.map(({ topic }) => topic));
      return log.reader(from);
    },
    writer: async (identity) => {
      heard(identity);
      const writer = await log.writer(identity);
      return {
        ...writer,
        transaction: async (work) =>
          await writer.transaction(
            async (transaction) =>
              await work({
                send: async (place, records) => {
                  heard(place.topic);
                  return await transaction.send(place, records);
                },
                offsets: async (group, positions) => {
                  heard(group);
                  await transaction.offsets(group, positions);
                },
              }),
          ),
      };
    },
    join: (options) => {
      heard(options.group, ...options.topics);
      return log.join(options);
    },
  };
}

interface Environment {
  readonly names: ReadonlySet<string>;
  readonly context: WorkerContext;
  readonly workers: readonly RunningWorker[];
  /** Points that were written, each with its measurement and tags. */
  readonly points: ReadonlyMap<string, unknown>;
  readonly alerts: () => readonly string[];
  readonly evidence: () => number;
}

const sharedTelemetry = (cluster: MemoryCluster): void => {
  for (const [topic, partitions] of Object.entries(telemetry)) cluster.createTopic(topic, partitions);
};

/** All workers of an environment, over the telemetry topics of the cluster and topics of its own. */
async function started(cluster: MemoryCluster, environment: string): Promise<Environment> {
  const names = new Set<string>();
  const { context } = await workerContext(listening(cluster.client(), names), {
    TOCSIN_ENVIRONMENT: environment,
    TOCSIN_CLOCK: "stream",
    TOCSIN_INFLUX_TOKEN: "t",
  });
  const { topics } = context.configuration;
  const derived = outputPartitionsNeeded(Object.values(telemetry));
  for (const topic of [topics.windows, topics.intakeState, topics.deadLetters])
    cluster.createTopic(topic, derived);
  for (const topic of [topics.evidence, topics.incidents, topics.commands, topics.detectorState])
    cluster.createTopic(topic, 1);
  const { sink, rows } = memoryDatabase();
  const workers = [intakeApp(), detectorApp(), recorderApp({ openSink: () => sink })].map((app) =>
    app.start(context),
  );
  const values = (topic: string): readonly string[] =>
    cluster.records(topic).map(({ value }) => Buffer.from(value ?? []).toString("utf8"));
  return {
    names,
    context,
    workers,
    points: rows,
    alerts: () => values(topics.incidents),
    evidence: () => cluster.records(topics.evidence).length,
  };
}

const windows = 248;

/** Until everything is judged and written. */
async function done({ workers, evidence, points }: Environment): Promise<void> {
  const isDone = (): boolean =>
    evidence() >= windows && [...points.keys()].some((row) => row.startsWith('["incident"'));
  await Promise.race([
    awaitCondition("all windows judged, and an incident written", isDone),
    Promise.all(workers.map(async (worker) => await worker.done)),
  ]);
  for (const worker of workers) await worker.stop();
}

const records = () => telemetryRecords(smallOutageLines(), { partitions: telemetry });

async function alone(environment: string): Promise<Environment> {
  const cluster = memoryCluster();
  sharedTelemetry(cluster);
  const one = await started(cluster, environment);
  await appendAll(cluster.client(), records());
  await done(one);
  return one;
}

describe("two environments on one cluster, with the same telemetry topics,", () => {
  const together = new Map<string, Environment>();
  beforeAll(async () => {
    const cluster = memoryCluster();
    sharedTelemetry(cluster);
    for (const name of ["default", "staging"]) together.set(name, await started(cluster, name));
    await appendAll(cluster.client(), records());
    await Promise.all([...together.values()].map(done));
  }, 60_000);

  test.each(["default", "staging"])("say what they say alone: %s", async (name) => {
    const alerts = together.get(name)!.alerts();
    expect(alerts).toEqual((await alone(name)).alerts());
    expect(alerts.length).toBeGreaterThan(1);
    for (const alert of alerts) {
      expect(JSON.parse(alert)).toMatchObject({ source: `/tocsin/${name}` });
    }
  });

  test("have no topic, group and identity in common but the telemetry", () => {
    const [usual, staging] = [...together.values()].map(({ names }) => names);
    const common = [...usual!].filter((name) => staging!.has(name));
    expect(common.sort()).toEqual(Object.keys(telemetry).sort());
    const own = [...staging!].filter((name) => !(name in telemetry));
    expect(own.filter((name) => !name.startsWith("tocsin.staging."))).toEqual([]);
  });

  test("have none of each other's points in a database that they share", () => {
    const [usual, staging] = [...together.values()].map(({ points }) => points);
    expect(usual!.size).toBeGreaterThan(windows);
    expect([...usual!.keys()].filter((row) => staging!.has(row))).toEqual([]);
  });

  test("are told apart by brokers and metrics", async () => {
    const [usual, staging] = [...together.values()].map(({ context }) => context);
    expect(usual!.configuration.kafka.clientId).not.toBe(staging!.configuration.kafka.clientId);
    expect(await staging!.instruments.metrics.text("plain")).toContain('environment="staging"');
  });

  test("the default one has the names of version 0.2.0", () => {
    const { topics } = Configuration.parse({});
    const partitions = Object.entries(telemetry).flatMap(([topic, count]) =>
      Array.from({ length: count }, (_, partition) => `tocsin.intake.${topic}.${partition}`),
    );
    const former = ["tocsin.intake", "tocsin.detector", "tocsin.recorder", "tocsin.detector.default"];
    // Nothing is refused here, and nobody is to be told.
    const unused: readonly string[] = [topics.deadLetters, topics.acknowledgements, topics.notifierState];
    expect([...together.get("default")!.names].sort()).toEqual(
      [...Object.values(topics), ...former, ...partitions].filter((name) => !unused.includes(name)).sort(),
    );
  });
});

/** Members of a group are given the topics of all of them, as Kafka does it. */
const ofAnother = (log: Log): Log => {
  const given = [[{ topic: "others.topic", partition: 0 }]];
  const membership: LogMembership = {
    next: async () => given.shift() ?? null,
    commit: async () => undefined,
    committed: async () => new Map(),
    leave: async () => undefined,
  };
  return { ...log, join: () => membership };
};

test.each([intakeApp(), detectorApp(), recorderApp({ openSink: () => memoryDatabase().sink })])(
  "a second installation of the same name on other topics is refused in words, with code 2 ($name)",
  async (app) => {
    const { context, open } = await workerContext(ofAnother(memoryCluster().client()), {
      TOCSIN_INFLUX_TOKEN: "t",
    });
    await expect(app.start(context).done).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("another installation has the same environment") as string,
    });
    expect(open()).toEqual([]);
  },
);
