export interface BrokerAddress {
  readonly nodeId: number;
  readonly port: number;
  readonly controllerPort: number;
}

export interface BrokerProperties {
  readonly broker: BrokerAddress;
  /** All brokers of the cluster, this one too. */
  readonly cluster: readonly BrokerAddress[];
  readonly dataFolder: string;
  readonly extra?: Readonly<Record<string, string | number>>;
}

const host = "127.0.0.1";

/** Settings that make a broker small, quick to start and strict, alike for one and for three. */
const settled = {
  "process.roles": "broker,controller",
  "controller.listener.names": "CONTROLLER",
  "auto.create.topics.enable": "false",
  "group.initial.rebalance.delay.ms": 0,
  // Fault tests must see sessions end within seconds.
  "group.min.session.timeout.ms": 1000,
  "broker.session.timeout.ms": 3000,
  "broker.heartbeat.interval.ms": 500,
  "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
  "offsets.topic.num.partitions": 8,
  "transaction.state.log.num.partitions": 8,
  // Recordings keep their timestamps of years ago, which a finite retention would delete within minutes.
  "log.retention.ms": -1,
  "log.segment.delete.delay.ms": 1000,
  "num.network.threads": 2,
  "num.io.threads": 4,
} as const;

/** How often the internal topics are kept: on every broker, and written with one of them away. */
const replication = (brokers: number): Readonly<Record<string, number>> => {
  const copies = Math.min(brokers, 3);
  const written = copies > 1 ? copies - 1 : 1;
  return {
    "default.replication.factor": copies,
    "min.insync.replicas": written,
    "offsets.topic.replication.factor": copies,
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": written,
  };
};

const quorum = (cluster: readonly BrokerAddress[]): Readonly<Record<string, string>> =>
  cluster.length === 1
    ? { "controller.quorum.bootstrap.servers": `${host}:${cluster[0]?.controllerPort}` }
    : {
        "controller.quorum.voters": cluster
          .map(({ nodeId, controllerPort }) => `${nodeId}@${host}:${controllerPort}`)
          .join(","),
      };

/** `server.properties` of one broker in combined mode. */
export function brokerProperties({ broker, cluster, dataFolder, extra = {} }: BrokerProperties): string {
  const all: Readonly<Record<string, string | number>> = {
    ...settled,
    ...replication(cluster.length),
    ...quorum(cluster),
    "node.id": broker.nodeId,
    listeners: `PLAINTEXT://${host}:${broker.port},CONTROLLER://${host}:${broker.controllerPort}`,
    "advertised.listeners": `PLAINTEXT://${host}:${broker.port}`,
    "log.dirs": dataFolder,
    ...extra,
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
