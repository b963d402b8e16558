import { type KafkaConfiguration } from "@tocsin/contracts";
import { type ConnectionOptions } from "node:tls";

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

/**
 * Reads the files that the configuration names. What `readFile` throws is passed on: the caller knows how to say which
 * file could not be read. A password file may end with a line break, which is no part of the password.
 */
export function kafkaConnection(
  configuration: KafkaConfiguration,
  readFile: (path: string) => string,
): KafkaConnection {
  const { tls } = configuration;
  const ssl: KafkaTls = {
    ...(tls.caFile === undefined ? {} : { ca: readFile(tls.caFile) }),
    ...(tls.certFile === undefined ? {} : { cert: readFile(tls.certFile) }),
    ...(tls.keyFile === undefined ? {} : { key: readFile(tls.keyFile) }),
    ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
  };
  return {
    brokers: configuration.brokers,
    clientId: configuration.clientId,
    ssl: tls.enabled ? ssl : false,
    sasl: configuration.sasl === undefined ? undefined : kafkaSasl(configuration.sasl, readFile),
    sessionTimeoutMs: configuration.sessionTimeoutMs,
    transactionTimeoutMs: configuration.transactionTimeoutMs,
    connectTimeoutMs: configuration.connectTimeoutMs,
  };
}

function kafkaSasl(
  sasl: NonNullable<KafkaConfiguration["sasl"]>,
  readFile: (path: string) => string,
): KafkaSasl {
  const fromFile = sasl.passwordFile === undefined ? "" : readFile(sasl.passwordFile).replace(/\r?\n$/, "");
  return {
    mechanism: sasl.mechanism,
    username: sasl.username,
    password: sasl.password ?? fromFile,
  };
}
