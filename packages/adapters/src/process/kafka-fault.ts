import { LogFault } from "@tocsin/log";
import { errorType } from "../kafka/faults/log-fault.ts";
import { serverFault, usageFault } from "./process-fault.ts";

/** A fault of Kafka in words for the user, with what to do; anything else stays as it is. */
export function kafkaFault(error: unknown, brokers: readonly string[]): unknown {
  if (!(error instanceof LogFault)) return error;
  if (error.kind === "topic-missing") return usageFault(error.message, "Create it with: tocsin topics apply");
  if (error.kind === "unreachable") {
    return serverFault(
      `no broker answers at ${brokers.join(", ")}: ${error.message}`,
      "Name others with kafka.brokers or TOCSIN_KAFKA_BROKERS.",
    );
  }
  if (error.kind === "refused") {
    return serverFault(`Kafka refuses us: ${error.message}`, whatToDo(error));
  }
  return serverFault(`Kafka: ${error.message}`);
}

/** What may lack, by the broker's answer; the message before it says at which topic, group or id. */
const rights: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED:
    "read, describe and describe-configs on a topic that is read, write too on one that is written",
  GROUP_AUTHORIZATION_FAILED: "read on the consumer group",
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: "write and describe on the transactional id",
  CLUSTER_AUTHORIZATION_FAILED: "create on the cluster, or on the topics by their prefix",
};

/** Who is known but may not needs a right; nothing is wrong with the password then. */
function whatToDo(error: LogFault): string {
  const lacking = rights[errorType(error) ?? ""];
  return lacking === undefined
    ? "Check kafka.tls and kafka.sasl."
    : `The user of kafka.sasl lacks a right (ACL): ${lacking}. "Rights" in docs/operations.md lists those of each worker.`;
}
