import { type ConnectionOptions } from "node:tls";
import type { ResolvedKafka, ResolvedTls } from "../config/resolved-configuration.ts";

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
}

export type KafkaTls = Readonly<Pick<ConnectionOptions, "ca" | "cert" | "key" | "servername">>;

export interface KafkaSasl {
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
  readonly username: string;
  readonly password: string;
}

/** The connection of a configuration whose secrets and certificates were read. */
export function kafkaConnection(kafka: ResolvedKafka): KafkaConnection {
  const { brokers, clientId, tls, sasl, sessionTimeoutMs, transactionTimeoutMs, connectTimeoutMs } = kafka;
  return {
    brokers,
    clientId,
    ssl: tls === null ? false : tlsOf(tls),
    sasl: sasl ?? undefined,
    sessionTimeoutMs,
    transactionTimeoutMs,
    connectTimeoutMs,
  };
}

function tlsOf({ ca, cert, key, serverName }: ResolvedTls): KafkaTls {
  return {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
    ...(serverName === null ? {} : { servername: serverName }),
  };
}
