import { readFileSync } from "node:fs";
import { Kafka, logLevel, type KafkaConfig, type SASLOptions } from "kafkajs";
import { describe, expect, test } from "vitest";
import {
  awaitCondition,
  freshBucket,
  makeTopics,
  quietKafka,
  useInfluxProcess,
  useKafkaCluster,
  useSecuredKafka,
} from "./index.ts";

describe("three brokers of a suite's own", () => {
  const cluster = useKafkaCluster({ brokers: 3 });

  test("what was acknowledged survives the kill of the partition's leader, which comes back in sync", async () => {
    const { brokers, nodes, awaitHealthy } = cluster.current;
    const topic = (await makeTopics(brokers, { kept: 1 })).names.kept;
    const client = quietKafka(brokers);
    const admin = client.admin();
    const producer = client.producer();
    await Promise.all([admin.connect(), producer.connect()]);
    await producer.send({ topic, acks: -1, messages: [{ value: "before" }] });
    const leader = async (): Promise<number | undefined> =>
      (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions[0]?.leader;
    const killedId = await leader();
    const killed = nodes.find(({ nodeId }) => nodeId === killedId);
    await killed?.kill();
    expect(killed?.running).toBe(false);
    const other = async (): Promise<boolean> => ![undefined, -1, killedId].includes(await leader());
    await awaitCondition(other, { withinMs: 30_000, what: "another leader" });
    await producer.send({ topic, acks: -1, messages: [{ value: "between" }] });
    await killed?.start();
    await awaitHealthy();
    expect((await admin.fetchTopicOffsets(topic))[0]?.high).toBe("2");
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  });

  test("a frozen broker loses its partitions and takes part again when it is thawed", async () => {
    const { brokers, nodes, awaitHealthy } = cluster.current;
    const frozen = nodes[2];
    const rest = nodes.slice(0, 2).map(({ address }) => address);
    await makeTopics(brokers, { held: 6 });
    const admin = quietKafka(rest).admin();
    await admin.connect();
    frozen?.freeze();
    const fenced = async (): Promise<boolean> => (await admin.describeCluster()).brokers.length === 2;
    await awaitCondition(fenced, { withinMs: 30_000, what: "two brokers" });
    frozen?.thaw();
    await awaitHealthy();
    await admin.disconnect();
  });
});

describe("the broker that asks who is there", () => {
  const secured = useSecuredKafka();

  const connects = async (options: Partial<KafkaConfig>): Promise<boolean> => {
    const admin = new Kafka({
      brokers: [],
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
      ...options,
    }).admin();
    try {
      await admin.connect();
      return (await admin.listTopics()).length > 0;
    } catch {
      return false;
    } finally {
      await admin.disconnect().catch(() => {});
    }
  };
  const pem = (file: string): string => readFileSync(file, "utf8");

  test.each(["plain", "scram-sha-256", "scram-sha-512"] as const)(
    "%s lets its user in with TLS and without, and nobody else",
    async (mechanism) => {
      const { addresses, users, certificates } = secured.current;
      const sasl = (password: string): SASLOptions => ({
        mechanism,
        username: users[mechanism].username,
        password,
      });
      const right = sasl(users[mechanism].password);
      const ssl = { ca: [pem(certificates.caFile)] };
      expect(await connects({ brokers: [addresses.saslPlaintext], sasl: right })).toBe(true);
      expect(await connects({ brokers: [addresses.saslTls], sasl: right, ssl })).toBe(true);
      expect(await connects({ brokers: [addresses.saslTls], sasl: sasl("wrong"), ssl })).toBe(false);
      expect(await connects({ brokers: [addresses.saslTls], sasl: right })).toBe(false);
    },
  );

  test("TLS needs the right authority, and the mutual listener a certificate of the client", async () => {
    const { addresses, certificates } = secured.current;
    const ca = [pem(certificates.caFile)];
    const cert = pem(certificates.clientCertFile);
    const key = pem(certificates.clientKeyFile);
    expect(await connects({ brokers: [addresses.tls], ssl: { ca } })).toBe(true);
    expect(await connects({ brokers: [addresses.tls], ssl: { ca: [pem(certificates.otherCaFile)] } })).toBe(
      false,
    );
    expect(await connects({ brokers: [addresses.mutualTls], ssl: { ca, cert, key } })).toBe(true);
    expect(await connects({ brokers: [addresses.mutualTls], ssl: { ca } })).toBe(false);
  });
});

describe.each([1, 2] as const)("InfluxDB %s.x of a suite's own", (version) => {
  const influx = useInfluxProcess({ version });

  test("refuses connections while it is stopped, and comes back at the same address with its data", async () => {
    const { url, stop, start } = influx.current;
    const ping = async (): Promise<number | "refused"> => {
      try {
        return (await fetch(`${url}/ping`)).status;
      } catch {
        return "refused";
      }
    };
    if (version === 2) await freshBucket(influx.current);
    expect(await ping()).toBe(204);
    await stop();
    expect(await ping()).toBe("refused");
    await start();
    expect(await ping()).toBe(204);
    if (version === 2) await freshBucket(influx.current);
  });
});
