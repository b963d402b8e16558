/** The connections to the brokers of one cluster: made when they are needed, dropped when they fail, ended together. */
import { isConnectionTrouble, logFault } from "../faults/log-fault.ts";
import { settled } from "../faults/persist.ts";
import { type TellTrouble } from "../faults/trouble.ts";
import {
  type KafkaConnection,
  saslOptions,
  sockets,
  type Sockets,
  socketTimeoutMs,
  troubleLog,
  warnLevel,
} from "./connection.ts";
import {
  BrokerInternal,
  ConnectionPoolInternal,
  createLogger,
  type InternalLogger,
  type KafkaBroker,
  type MetadataAnswer,
} from "./internals.ts";
import { askMetadata } from "./metadata.ts";

const closeGraceMs = 1000;
const groupCoordinator = 0;
/** There wherever a group was ever coordinated. An empty list of topics would ask for all of them. */
const groupTopic = "__consumer_offsets";

/** Connections to the brokers of one cluster, each made when it is first needed. */
export interface Cluster {
  /**
   * Gives the address of a broker that answers. Rejects soon when none does or we are refused: kafkajs' own clients try
   * for long before they say so, and wait for a frozen broker when another would answer.
   */
  contact(): Promise<string>;
  /** Asks any broker that answers. Errors of single topics and partitions stand in the answer. */
  metadata(topics: readonly string[]): Promise<MetadataAnswer>;
  /** The broker, connected. */
  broker(nodeId: number): Promise<KafkaBroker>;
  /** The broker that coordinates the group, connected. */
  coordinator(group: string): Promise<KafkaBroker>;
  /** Ends a connection that failed: kafkajs must not read on where an answer was cut off. The next use connects anew. */
  drop(broker: KafkaBroker): void;
  close(): Promise<void>;
}

export interface ClusterOptions {
  readonly connection: KafkaConnection;
  readonly requestTimeoutMs: number;
  readonly trouble: TellTrouble;
}

interface Link {
  readonly host: string;
  readonly port: number;
  readonly broker: KafkaBroker;
  readonly sockets: Sockets;
}

export function cluster(options: ClusterOptions): Cluster {
  return new Connections(options);
}

class Connections implements Cluster {
  readonly #options: ClusterOptions;
  readonly #logger: InternalLogger;
  readonly #nodes = new Map<number, { readonly host: string; readonly port: number }>();
  readonly #links = new Map<string, Link>();
  #seedTurn: number;
  #answered = "";
  #closed = false;

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.#seedTurn = Math.floor(Math.random() * options.connection.brokers.length);
    const logCreator = troubleLog((event) => {
      if (!this.#closed) options.trouble(event);
    });
    this.#logger = createLogger({ level: warnLevel, logCreator });
  }

  async contact(): Promise<string> {
    await this.metadata([groupTopic]);
    return this.#answered;
  }

  async metadata(topics: readonly string[]): Promise<MetadataAnswer> {
    const answer = await this.#anyBroker((broker) => askMetadata(broker, topics));
    this.#nodes.clear();
    for (const { nodeId, host, port } of answer.brokers) this.#nodes.set(nodeId, { host, port });
    return answer;
  }

  async broker(nodeId: number): Promise<KafkaBroker> {
    const address = this.#nodes.get(nodeId);
    if (address === undefined) throw new UnknownBroker(nodeId);
    return this.#linked(address);
  }

  async coordinator(group: string): Promise<KafkaBroker> {
    const found = await this.#anyBroker((broker) =>
      broker.findGroupCoordinator({ groupId: group, coordinatorType: groupCoordinator }),
    );
    const { nodeId } = found.coordinator;
    if (!this.#nodes.has(nodeId)) await this.metadata([groupTopic]);
    return this.broker(nodeId);
  }

  drop(broker: KafkaBroker): void {
    for (const [address, link] of this.#links) {
      if (link.broker !== broker) continue;
      this.#links.delete(address);
      link.sockets.destroy();
      void settled(link.broker.disconnect(), closeGraceMs);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const open = [...this.#links.values()];
    this.#links.clear();
    await Promise.all(
      open.map(async (link) => {
        await settled(link.broker.disconnect(), closeGraceMs);
        link.sockets.destroy();
      }),
    );
  }

  async #anyBroker<Answer>(ask: (broker: KafkaBroker) => Promise<Answer>): Promise<Answer> {
    let failure: unknown;
    for (const address of this.#candidates()) {
      let broker: KafkaBroker | undefined;
      try {
        broker = await this.#linked(parseAddress(address));
        const answer = await ask(broker);
        this.#answered = address;
        return answer;
      } catch (error) {
        if (broker !== undefined && isConnectionTrouble(error)) this.drop(broker);
        // That somebody refused us says more than that somebody else did not answer.
        if (failure === undefined || logFault(error).kind === "refused") failure = error;
      }
    }
    throw failure;
  }

  /** Brokers that are connected come first, then those that are known, then the addresses that were given. */
  #candidates(): readonly string[] {
    const { brokers } = this.#options.connection;
    const connected = [...this.#links.values()].filter(({ broker }) => broker.isConnected());
    this.#seedTurn += 1;
    const seeds = brokers.map((_, index) => brokers[(index + this.#seedTurn) % brokers.length] ?? "");
    const known = [...this.#nodes.values()];
    return [...new Set([...connected.map(addressOf), ...known.map(addressOf), ...seeds])];
  }

  async #linked(place: { readonly host: string; readonly port: number }): Promise<KafkaBroker> {
    if (this.#closed) throw new Error("the connection to the cluster was closed");
    const address = addressOf(place);
    const link = this.#links.get(address) ?? newLink(this.#options, this.#logger, place);
    this.#links.set(address, link);
    try {
      await link.broker.connect();
      return link.broker;
    } catch (error) {
      this.drop(link.broker);
      throw error;
    }
  }
}

function newLink(
  { connection, requestTimeoutMs }: ClusterOptions,
  logger: InternalLogger,
  { host, port }: { readonly host: string; readonly port: number },
): Link {
  const own = sockets();
  const connectionPool = new ConnectionPoolInternal({
    host,
    port,
    logger,
    socketFactory: own.open,
    clientId: connection.clientId,
    ssl: connection.ssl === false ? null : { ...connection.ssl },
    sasl: connection.sasl === undefined ? null : saslOptions(connection.sasl),
    connectionTimeout: socketTimeoutMs(connection),
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
  });
  const broker = new BrokerInternal({ connectionPool, logger, allowAutoTopicCreation: false });
  return { host, port, broker, sockets: own };
}

class UnknownBroker extends Error {
  constructor(nodeId: number) {
    super(`broker ${nodeId} is not among the cluster's brokers`);
    // The name by which kafkajs tells the same.
    this.name = "KafkaJSBrokerNotFound";
  }
}

function addressOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`;
}

const defaultPort = 9092;

function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(":");
  if (colon < 0) return { host: address, port: defaultPort };
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(address.slice(colon + 1)) };
}
