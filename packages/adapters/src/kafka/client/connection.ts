/** How a cluster is reached: what the configuration says, the sockets, and kafkajs' own clients made of both. */
import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from "kafkajs";
import type { ResolvedKafka, ResolvedSasl, ResolvedTls } from "../../config/resolved-configuration.ts";
import { type TellTrouble } from "../faults/trouble.ts";
import { bearerSasl, bearerToken } from "./bearer-token.ts";
import { type LogCreator, type LogEntry, type SocketFactory } from "./internals.ts";

/** How a cluster is reached: the configuration with every secret and certificate read. Never write it to a log. */
export interface KafkaConnection {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** `false`: plain text. */
  readonly ssl: KafkaTls | false;
  readonly sasl: KafkaSasl | undefined;
  readonly sessionTimeoutMs: number;
  readonly transactionTimeoutMs: number;
  /** First use of the cluster gives up after this time; later outages are waited for. */
  readonly connectTimeoutMs: number;
  /** A batch that unpacks to more is passed over as one that cannot be decoded. */
  readonly maxBatchBytes: number;
}

type KafkaTls = Readonly<Pick<ConnectionOptions, "ca" | "cert" | "key" | "servername">>;

/** A token is asked for with every connection: one that was renewed is used from then on. */
type KafkaSasl =
  | {
      readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
      readonly username: string;
      readonly password: string;
    }
  | { readonly mechanism: "oauthbearer"; readonly token: () => Promise<string> };

/** The connection of a configuration whose secrets and certificates were read. */
export function kafkaConnection(kafka: ResolvedKafka): KafkaConnection {
  const { brokers, clientId, tls, sasl, sessionTimeoutMs, transactionTimeoutMs, connectTimeoutMs } = kafka;
  const { maxBatchBytes } = kafka;
  return {
    brokers,
    clientId,
    ssl: tls === null ? false : tlsOf(tls),
    sasl: sasl === null ? undefined : saslOf(sasl),
    sessionTimeoutMs,
    transactionTimeoutMs,
    connectTimeoutMs,
    maxBatchBytes,
  };
}

const saslOf = (sasl: ResolvedSasl): KafkaSasl =>
  sasl.mechanism === "oauthbearer" ? { mechanism: sasl.mechanism, token: bearerToken(sasl.token) } : sasl;

function tlsOf({ ca, cert, key, serverName }: ResolvedTls): KafkaTls {
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(serverName === null ? {} : { servername: serverName }),
  };
}

const keepAliveMs = 60_000;
const longestConnectMs = 3000;
const shortestConnectMs = 500;

/** So short that every address is tried twice before the first use of the cluster gives up. */
export function socketTimeoutMs({ brokers, connectTimeoutMs }: KafkaConnection): number {
  const share = Math.floor(connectTimeoutMs / (2 * brokers.length));
  return Math.max(shortestConnectMs, Math.min(longestConnectMs, share));
}

/** Makes the sockets of one client and can end all of them, also those that a silent broker would keep open. */
export interface Sockets {
  readonly open: SocketFactory;
  /** Requests in flight reject with this. */
  destroy(): void;
}

export function sockets(): Sockets {
  const alive = new Set<Socket>();
  return {
    open: ({ host, port, ssl, onConnect }) => {
      const socket =
        typeof ssl === "object" && ssl !== null
          ? connectTls({ host, port, ...serverName(host), ...ssl }, onConnect)
          : connectPlain({ host, port }, onConnect);
      socket.setKeepAlive(true, keepAliveMs);
      socket.setNoDelay(true);
      alive.add(socket);
      socket.once("close", () => alive.delete(socket));
      return socket;
    },
    destroy: () => {
      for (const socket of alive) socket.destroy(new Error("the client was closed"));
      alive.clear();
    },
  };
}

function serverName(host: string): { readonly servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}

/**
 * Short pauses: about one transaction in ten is told to wait while the markers of the one before it are written. In all
 * about four seconds; then the error is the caller's.
 */
const retry = {
  initialRetryTime: 10,
  maxRetryTime: 1000,
  multiplier: 2,
  factor: 0.2,
  retries: 10,
} as const;

export interface KafkaClientOptions {
  readonly connection: KafkaConnection;
  /** A broker that answers, to begin with. */
  readonly first: string;
  readonly requestTimeoutMs: number;
  readonly trouble: TellTrouble;
  readonly socketFactory: SocketFactory;
}

/** The public interface of kafkajs, for producers and administration. It never writes to the output. */
export function kafkaClient({
  connection,
  first,
  requestTimeoutMs,
  trouble,
  socketFactory,
}: KafkaClientOptions): Kafka {
  const config: KafkaConfig = {
    brokers: [first, ...connection.brokers.filter((address) => address !== first)],
    clientId: connection.clientId,
    ssl: connection.ssl === false ? false : { ...connection.ssl },
    ...(connection.sasl === undefined ? {} : { sasl: saslOptions(connection.sasl) }),
    connectionTimeout: socketTimeoutMs(connection),
    requestTimeout: requestTimeoutMs,
    enforceRequestTimeout: true,
    retry,
    socketFactory,
    logLevel: logLevel.WARN,
    logCreator: troubleLog(trouble),
  };
  return new Kafka(config);
}

/** As kafkajs has it; a new one for every client, because it writes its authenticator into it. */
export function saslOptions(sasl: KafkaSasl): SASLOptions {
  switch (sasl.mechanism) {
    case "oauthbearer":
      // By kafkajs' own way to add a mechanism, which its types do not know.
      return bearerSasl(sasl.token) as unknown as SASLOptions;
    case "plain":
      return { ...sasl, mechanism: "plain" };
    case "scram-sha-256":
      return { ...sasl, mechanism: "scram-sha-256" };
    case "scram-sha-512":
      return { ...sasl, mechanism: "scram-sha-512" };
  }
}

/** kafkajs numbers its levels like this: 1 is an error, 2 a warning. */
export const warnLevel = 2;

/**
 * How groups and transactions work: while the markers of one transaction are written the next one is asked to wait, about
 * one in ten; where that lasts, the transaction fails and is told. And what kafkajs says of every producer that does not
 * try for ever: ours is then dropped. A request is told by the connection in the field of errors, and by the producer, which
 * sends it again, in the message itself.
 */
const everyday =
  /^(?:Failed to send messages: )?(?:The group is rebalancing, so a rejoin is needed|Limiting retries for the idempotent producer|The producer attempted to update a transaction while another concurrent operation)/;

/**
 * Passes warnings and errors of kafkajs on. Only its message and the names of broker, topic and group are taken: other
 * fields of its entries may hold what was sent.
 */
export function troubleLog(trouble: TellTrouble): LogCreator {
  return () => (entry) => {
    const message = text(entry, "error") ?? entry.log.message;
    if (entry.level > warnLevel || everyday.test(message)) return;
    trouble({
      name: "kafka-client",
      message: `${entry.namespace}: ${message}`,
      ...field(entry, "broker"),
      ...field(entry, "topic"),
      ...group(entry),
    });
  };
}

function text(entry: LogEntry, key: string): string | undefined {
  const value = entry.log[key];
  return typeof value === "string" ? value : undefined;
}

function field(entry: LogEntry, key: "broker" | "topic"): Readonly<Record<string, string>> {
  const value = text(entry, key);
  return value === undefined ? {} : { [key]: value };
}

function group(entry: LogEntry): { readonly group?: string } {
  const value = text(entry, "groupId");
  return value === undefined ? {} : { group: value };
}
