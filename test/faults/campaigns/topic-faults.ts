import kafkajs from "kafkajs";
import { setTimeout as pause } from "node:timers/promises";
import { topicSettings } from "../../support/installation/kafka-installation.ts";
import { partitionCounts } from "../../support/installation/installation.ts";
import { awaitCondition, type ClusterBroker, quietKafka, uniquePrefix } from "../../support/servers/own.ts";
import { endsOfTopic, withAdmin } from "../log/ends.ts";
import { entriesOfTopic, makeAnew } from "../log/topics.ts";
import { drawn } from "../round/fault-times.ts";
import { telemetryPartitions } from "../round/fault-installation.ts";
import { type Stage } from "../round/stage.ts";
import { type Campaign } from "./campaign.ts";

const plan = {
  minutes: 240,
  ratePerSecond: 60,
  workers: ["intake", "intake", "detector", "detector"],
} as const;

/** Does something while no telemetry is sent and all that was sent has been read and judged. */
async function inQuiet(stage: Stage, run: () => Promise<void>): Promise<void> {
  const release = await stage.gate.hold();
  try {
    await stage.awaitAllRead();
    await run();
  } finally {
    release();
  }
}

const made = ["errorRate", "deliveryLatency", "reportVolume", "windows", "evidence", "deadLetters"] as const;

/** What nobody has read yet would be lost with the topic: so that is waited for. */
async function recreateTopic(stage: Stage): Promise<void> {
  const { installation, random, earlier, cluster } = stage;
  const { brokers, configuration } = installation;
  const role = drawn(random, made);
  const topic = configuration.topics[role];
  await inQuiet(stage, async () => {
    const entries = await entriesOfTopic(brokers, topic);
    await makeAnew(brokers, {
      topic,
      partitions: partitionCounts(telemetryPartitions)[role],
      replication: cluster?.nodes.length ?? 1,
      settings: topicSettings,
    });
    earlier.keep(topic, entries, () => 0);
  });
  await pause(2000 * random());
}

export const topicRecreation: Campaign = {
  name: "topic-recreation",
  what: "a topic deleted and made anew",
  option: "recreations",
  count: 20,
  perRound: 10,
  brokers: 3,
  workers: "tocsin-run",
  plan: { ...plan, fault: recreateTopic },
};

/** Short ones, and such that are told as hanging; the producer of some is gone, and the broker ends them. */
async function hangTransaction({ installation, random }: Stage): Promise<void> {
  const { brokers, telemetryTopics } = installation;
  const topic = drawn(random, telemetryTopics);
  const partitions = [...(await endsOfTopic(brokers, topic)).keys()];
  const how = drawn(random, ["committed", "aborted", "left"] as const);
  const isLong = random() < 0.4;
  const openMs = isLong ? 33_000 + 5000 * random() : 2000 + 8000 * random();
  const producer = quietKafka(brokers).producer({
    transactionalId: uniquePrefix("hanging"),
    idempotent: true,
    maxInFlightRequests: 1,
    transactionTimeout: how === "left" ? Math.round(openMs) : 120_000,
  });
  await producer.connect();
  try {
    const transaction = await producer.transaction();
    await transaction.send({
      topic,
      messages: [{ partition: drawn(random, partitions), value: "neither read nor lost" }],
    });
    await pause(openMs);
    if (how === "committed") await transaction.commit();
    if (how === "aborted") await transaction.abort();
  } finally {
    await producer.disconnect();
  }
}

export const hangingTransactions: Campaign = {
  name: "hanging-transactions",
  what: "a producer's transaction open in a telemetry partition for 2 to 38 s, then committed, aborted or left",
  option: "hangings",
  count: 20,
  perRound: 20,
  brokers: 3,
  workers: "tocsin-run",
  plan: { ...plan, fault: hangTransaction, mayOverlap: true },
};

/** Two of three brokers hold the telemetry, so that the third keeps the cluster going while they lose it. */
const holders = 2;

function holdersOf({ cluster }: Stage): readonly ClusterBroker[] {
  const nodes = cluster?.nodes.slice(0, holders) ?? [];
  if (nodes.length < holders) throw new Error("an unclean election needs a cluster of the campaign's own");
  return nodes;
}

/** A single broker may take telemetry, and one that has not all of it may lead: what nobody should configure. */
async function letTelemetryBeLost(stage: Stage): Promise<void> {
  const { installation } = stage;
  const [first, second] = holdersOf(stage).map(({ nodeId }) => nodeId) as [number, number];
  await withAdmin(installation.brokers, async (admin) => {
    const settings = {
      ...topicSettings,
      "min.insync.replicas": "1",
      "unclean.leader.election.enable": "true",
    };
    await admin.alterConfigs({
      validateOnly: false,
      resources: installation.telemetryTopics.map((name) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
      })),
    });
    const topics = [];
    for (const topic of installation.telemetryTopics) {
      const partitions = [...(await endsOfTopic(installation.brokers, topic)).keys()];
      topics.push({
        topic,
        partitionAssignment: partitions.map((partition) => ({
          partition,
          replicas: partition % 2 === 0 ? [first, second] : [second, first],
        })),
      });
    }
    await admin.alterPartitionReassignments({ topics });
  });
  await awaitInSync(stage, holders);
}

/** Waits until every partition of the telemetry is led, and has so many replicas in sync. */
async function awaitInSync({ installation }: Stage, replicas: number): Promise<void> {
  const { brokers, telemetryTopics } = installation;
  const isSo = async (): Promise<boolean> =>
    await withAdmin(brokers, async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [...telemetryTopics] });
      return topics.every(({ partitions }) =>
        partitions.every(({ isr, leader }) => leader >= 0 && isr.length === replicas),
      );
    });
  await awaitCondition(isSo, {
    withinMs: 300_000,
    what: `${replicas} replicas of the telemetry`,
    everyMs: 250,
  });
}

/** The broker that took records alone dies, and the one that never had them leads. */
async function electUncleanly(stage: Stage): Promise<void> {
  const { installation, random, earlier, gate, cluster } = stage;
  const { brokers, telemetryTopics } = installation;
  const behind = drawn(random, holdersOf(stage));
  const ahead = holdersOf(stage).find((broker) => broker !== behind)!;
  await inQuiet(stage, async () => {
    await behind.kill();
    await awaitInSync(stage, 1);
  });
  await pause(2000 + 3000 * random());
  const release = await gate.hold();
  try {
    await stage.awaitAllRead();
    const read = new Map<string, Awaited<ReturnType<typeof entriesOfTopic>>>();
    for (const topic of telemetryTopics) read.set(topic, await entriesOfTopic(brokers, topic));
    await ahead.kill();
    await behind.start();
    await awaitInSync(stage, 1);
    for (const [topic, entries] of read) {
      const ends = await endsOfTopic(brokers, topic);
      earlier.keep(topic, entries, (partition) => ends.get(partition) ?? 0);
    }
  } finally {
    release();
  }
  await ahead.start();
  await cluster?.awaitHealthy();
}

export const uncleanElections: Campaign = {
  name: "unclean-elections",
  what: "the newest telemetry lost: of two brokers that hold it, the one that lacks it leads",
  option: "unclean-elections",
  count: 20,
  perRound: 5,
  brokers: 3,
  strikesBrokers: true,
  workers: "tocsin-run",
  plan: {
    ...plan,
    minutes: 200,
    workers: ["intake", "detector"],
    prepare: letTelemetryBeLost,
    fault: electUncleanly,
    mustTell: "log.gap cut-back",
  },
};
