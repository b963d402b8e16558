import { join } from "node:path";
import { awaitCondition } from "../run/await-condition.ts";
import { freePort } from "../run/free-port.ts";
import { faultProxy, type FaultProxy } from "../proxy/fault-proxy.ts";
import { type ServerProcess } from "../run/server-process.ts";
import { steppedClock, type SteppedClock } from "../run/stepped-clock.ts";
import { temporaryFolder } from "../run/temporary-folder.ts";
import { brokerProcess } from "./broker-process.ts";
import { type BrokerAddress } from "./broker-properties.ts";
import { awaitBrokers, quietKafka, warmCoordinators } from "./broker-ready.ts";
import { jarsForProcesses } from "./kafka-jars.ts";

export interface ClusterBroker extends ServerProcess {
  readonly nodeId: number;
  readonly address: string;
  /** Another way to it, whose network can be made bad; null where the cluster was not asked for it. */
  readonly proxy: FaultProxy | null;
  /** Null where the cluster was not asked for clocks that can be stepped. */
  readonly clock: SteppedClock | null;
}

/** Brokers as processes of this machine, each of which can be killed, frozen and started again. */
export interface KafkaCluster {
  /** Addresses of all brokers, for clients. */
  readonly brokers: readonly string[];
  readonly nodes: readonly ClusterBroker[];
  /** Waits until all brokers are there and every partition has all its replicas in sync. */
  readonly awaitHealthy: (withinMs?: number) => Promise<void>;
  /** Ends the brokers and removes their data. */
  readonly close: () => Promise<void>;
}

export interface ClusterOptions {
  readonly brokers: number;
  readonly heap?: string;
  /** Further settings of every broker. */
  readonly extra?: Readonly<Record<string, string | number>>;
  /** Clients can reach each broker through a proxy of its own too; brokers reach each other without. */
  readonly isProxied?: boolean;
  /** The clock of each broker can be stepped while it runs. */
  readonly hasSteppedClocks?: boolean;
  /** Takes the data of the first broker and is left; a temporary folder unless given. */
  readonly folderOfFirst?: string;
}

const healthyMs = 300_000;

async function replicasInSync(brokers: readonly string[]): Promise<boolean> {
  const admin = quietKafka(brokers).admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata();
    return topics.every(({ partitions }) =>
      partitions.every(({ isr, replicas, leader }) => leader >= 0 && isr.length === replicas.length),
    );
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

async function awaitHealthy(brokers: readonly string[], withinMs: number): Promise<void> {
  await awaitBrokers(brokers, brokers.length);
  await awaitCondition(() => replicasInSync(brokers), {
    withinMs,
    what: "all replicas in sync",
    everyMs: 250,
  });
}

/** A listener of a broker whose clients are sent through the proxy, whatever they ask for first. */
async function proxyTo({ port, controllerPort }: BrokerAddress): Promise<{
  readonly proxy: FaultProxy;
  readonly listeners: Readonly<Record<string, string>>;
}> {
  const host = "127.0.0.1";
  const behind = `${host}:${await freePort()}`;
  const proxy = await faultProxy(behind);
  const plain = `PLAINTEXT://${host}:${port}`;
  return {
    proxy,
    listeners: {
      listeners: `${plain},CONTROLLER://${host}:${controllerPort},PROXIED://${behind}`,
      "advertised.listeners": `${plain},PROXIED://${proxy.address}`,
      "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT",
      "inter.broker.listener.name": "PLAINTEXT",
    },
  };
}

async function started(
  options: ClusterOptions,
  jars: string,
  temporary: string,
): Promise<readonly ClusterBroker[]> {
  const cluster: BrokerAddress[] = [];
  for (let nodeId = 1; nodeId <= options.brokers; nodeId += 1)
    cluster.push({ nodeId, port: await freePort(), controllerPort: await freePort() });
  const { heap = "320m", extra: given = {}, isProxied = false, folderOfFirst = temporary } = options;
  const clockOf = (nodeId: number): SteppedClock | null =>
    options.hasSteppedClocks === true ? steppedClock(join(temporary, `clock-${nodeId}`)) : null;
  const nodes = await Promise.all(
    cluster.map(async (broker) => {
      const { proxy, listeners } = isProxied ? await proxyTo(broker) : { proxy: null, listeners: {} };
      const extra = { ...listeners, ...given };
      const folder = broker.nodeId === 1 ? folderOfFirst : temporary;
      const { nodeId, port } = broker;
      const clock = clockOf(nodeId);
      const env = clock?.env ?? {};
      const server = await brokerProcess({ jars, folder, broker, cluster, heap, extra, env });
      // The process's `running` and `pid` are read anew each time: the object is extended, not copied.
      return Object.assign(server, { nodeId, address: `127.0.0.1:${port}`, proxy, clock });
    }),
  );
  try {
    await Promise.all(nodes.map((node) => node.start()));
    return nodes;
  } catch (error) {
    await Promise.all(nodes.map((node) => node.kill()));
    throw error;
  }
}

/**
 * A cluster of its own: with three brokers, topics and internal topics have three replicas of which two must be in sync.
 * Throws `ServerMissing` where Kafka cannot be run as a process.
 */
export async function kafkaCluster(options: ClusterOptions): Promise<KafkaCluster> {
  const jars = await jarsForProcesses();
  const temporary = temporaryFolder("kafka-cluster");
  let nodes: readonly ClusterBroker[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.kill()));
    await Promise.all(nodes.map(async ({ proxy }) => await proxy?.close()));
    await temporary.remove();
  };
  try {
    nodes = await started(options, jars, temporary.path);
    const brokers = nodes.map(({ address }) => address);
    await awaitBrokers(brokers, brokers.length);
    await warmCoordinators(brokers);
    return { brokers, nodes, awaitHealthy: (withinMs = healthyMs) => awaitHealthy(brokers, withinMs), close };
  } catch (error) {
    await close();
    throw error;
  }
}
