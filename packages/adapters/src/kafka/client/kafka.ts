import { Kafka, type KafkaConfig, logLevel, type SASLOptions } from "kafkajs";
import { type KafkaConnection, type KafkaSasl } from "../connection.ts";
import { type TellTrouble } from "../trouble.ts";
import { type SocketFactory } from "./internals.ts";
import { socketTimeoutMs } from "./sockets.ts";
import { troubleLog } from "./log-creator.ts";

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

function saslOptions({ mechanism, username, password }: KafkaSasl): SASLOptions {
  switch (mechanism) {
    case "plain":
      return { mechanism, username, password };
    case "scram-sha-256":
      return { mechanism, username, password };
    case "scram-sha-512":
      return { mechanism, username, password };
  }
}
