import { kafkaLog, type TopicAdmin, topicAdmin } from "@tocsin/adapters/kafka";
import { beforeAll, describe, expect, test } from "vitest";
import { useKafka } from "../../support/servers/index.ts";
import { connectionTo } from "./connection.ts";
import { type KafkaRig, kafkaRig } from "./rig.ts";

describe("topicAdmin", () => {
  const kafka = useKafka();
  let rig: KafkaRig;
  let admin: TopicAdmin;

  beforeAll(async () => {
    rig = await kafkaRig(kafka.brokers);
    admin = topicAdmin(connectionTo(kafka.brokers));
    return async () => {
      await admin.close();
      await rig.close();
    };
  });

  test("describes what is there, and says of what is not that it is not", async () => {
    const topic = await rig.topic(3, { "retention.ms": "1234567" });
    const described = await admin.describe([topic, "there-is-no-such-topic"]);
    expect(described.get("there-is-no-such-topic")).toBeNull();
    expect(described.get(topic)).toMatchObject({
      partitions: 3,
      replicationFactor: 1,
      config: { "retention.ms": "1234567", "cleanup.policy": "delete" },
    });
    expect(await admin.describe([])).toEqual(new Map());
  });

  test("changes a setting and keeps the topic's others", async () => {
    const topic = await rig.topic(1, { "retention.ms": "1234567", "cleanup.policy": "compact" });
    await admin.alterConfig(topic, { "max.message.bytes": "2000000", "cleanup.policy": "delete" });
    expect((await admin.describe([topic])).get(topic)?.config).toMatchObject({
      "retention.ms": "1234567",
      "cleanup.policy": "delete",
      "max.message.bytes": "2000000",
    });
  });

  test("adds partitions, and refuses to take some away", async () => {
    const topic = await rig.topic(2);
    await admin.addPartitions(topic, 5);
    expect((await admin.describe([topic])).get(topic)?.partitions).toBe(5);
    await expect(admin.addPartitions(topic, 3)).rejects.toMatchObject({ name: "LogFault", kind: "failed" });
  });

  test("creates what is missing of several topics", async () => {
    const topic = await rig.topic(1);
    const spec = { topic, partitions: 1, replicationFactor: 1, config: {} };
    await admin.create([spec, { ...spec, topic: `${topic}-second`, partitions: 2 }]);
    expect((await admin.describe([`${topic}-second`])).get(`${topic}-second`)?.partitions).toBe(2);
    await expect(
      admin.create([{ ...spec, topic: `${topic}-third`, replicationFactor: 9 }]),
    ).rejects.toMatchObject({ name: "LogFault", kind: "failed" });
    const clean = rig.kafka.admin();
    await clean.connect();
    await clean.deleteTopics({ topics: [`${topic}-second`] });
    await clean.disconnect();
  });

  test("tells the offsets of a group and the number of brokers", async () => {
    const topic = await rig.topic(2);
    const log = kafkaLog({ connection: connectionTo(kafka.brokers) });
    const member = log.join({ group: `${topic}-group`, topics: [topic], strategy: "spread" });
    await member.next();
    await member.commit([{ topic, partition: 1, offset: 7 }]);
    expect(await admin.groupOffsets(`${topic}-group`, [topic])).toEqual([
      { topic, partition: 0, offset: null },
      { topic, partition: 1, offset: 7 },
    ]);
    expect(await admin.brokers()).toBeGreaterThanOrEqual(1);
    await log.close();
  });
});
