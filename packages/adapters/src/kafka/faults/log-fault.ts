/**
 * What an error of the client means: which fault of the port it is, what the broker called it, and whether its
 * connection can still be used.
 */
import { LogFault, type LogFaultKind } from "@tocsin/log";

/** What kafkajs calls each error, by the kind that the port knows. */
const kindOfType: Readonly<Record<string, LogFaultKind>> = {
  PRODUCER_FENCED: "fenced",
  INVALID_PRODUCER_EPOCH: "fenced",
  INVALID_PRODUCER_ID_MAPPING: "fenced",
  UNKNOWN_TOPIC_OR_PARTITION: "topic-missing",
  MESSAGE_TOO_LARGE: "too-large",
  RECORD_LIST_TOO_LARGE: "too-large",
  INVALID_TIMESTAMP: "time-refused",
  TOPIC_AUTHORIZATION_FAILED: "refused",
  GROUP_AUTHORIZATION_FAILED: "refused",
  CLUSTER_AUTHORIZATION_FAILED: "refused",
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: "refused",
  SASL_AUTHENTICATION_FAILED: "refused",
  UNSUPPORTED_SASL_MECHANISM: "refused",
  ILLEGAL_SASL_STATE: "refused",
  SECURITY_DISABLED: "refused",
  REQUEST_TIMED_OUT: "unreachable",
};

const kindOfName: Readonly<Record<string, LogFaultKind>> = {
  KafkaJSSASLAuthenticationError: "refused",
  KafkaJSConnectionError: "unreachable",
  KafkaJSConnectionClosedError: "unreachable",
  KafkaJSRequestTimeoutError: "unreachable",
  KafkaJSBrokerNotFound: "unreachable",
  KafkaJSNoBrokerAvailableError: "unreachable",
  KafkaJSLockTimeout: "unreachable",
  KafkaJSTimeout: "unreachable",
};

/** Node's codes for a certificate that is not trusted, has expired or belongs to another host, and for a failed handshake. */
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Brokers compare the time of each record with their own clock. */
const timeRefused =
  "a record's time is further from the broker's clock than message.timestamp.after.max.ms lets it be (an hour unless set); where it is the time of this machine, set its clock right";

interface ClientError extends Error {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** Turns what the client threw into a fault of the port; a fault stays as it is. */
export function logFault(error: unknown, doing?: string): LogFault {
  if (error instanceof LogFault) return error;
  const chain = causes(error);
  const kind = chain.map(kindOf).find((found) => found !== undefined) ?? "failed";
  const said = chain[0]?.message ?? String(error);
  const message = errorType(error) === "INVALID_TIMESTAMP" ? `${said}: ${timeRefused}` : said;
  return new LogFault(kind, doing === undefined ? message : `${doing}: ${message}`, {
    cause: error,
  });
}

function causes(error: unknown): readonly ClientError[] {
  const found: ClientError[] = [];
  let next = error;
  while (next instanceof Error && !found.includes(next)) {
    found.push(next);
    next = next.cause;
  }
  return found;
}

function kindOf(error: ClientError): LogFaultKind | undefined {
  if (error instanceof LogFault) return error.kind;
  if (typeof error.code === "string" && tlsCode.test(error.code)) return "refused";
  if (typeof error.type === "string") {
    const byType = kindOfType[error.type];
    if (byType !== undefined) return byType;
  }
  return kindOfName[error.name];
}

/** kafkajs' name of a broker's error code, wherever in the chain of causes it stands. */
export function errorType(error: unknown): string | undefined {
  for (let next = error, depth = 0; next instanceof Error && depth < 10; depth += 1) {
    if ("type" in next && typeof next.type === "string") return next.type;
    next = next.cause;
  }
  return undefined;
}

/** After these the connection may hold half an answer, or none will come. */
export function isConnectionTrouble(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === "KafkaJSConnectionError" ||
      error.name === "KafkaJSConnectionClosedError" ||
      error.name === "KafkaJSRequestTimeoutError")
  );
}
