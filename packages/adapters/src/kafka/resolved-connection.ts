import type { ResolvedKafka, ResolvedTls } from "../config/resolved-configuration.ts";
import type { KafkaConnection, KafkaTls } from "./connection.ts";

/** The connection of a configuration whose secrets and certificates were read. */
export function resolvedConnection(kafka: ResolvedKafka): KafkaConnection {
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
