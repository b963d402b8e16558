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

/** Who is known but may not needs a right; nothing is wrong with the password then. */
function whatToDo(error: LogFault): string {
  const lacksRight = errorType(error)?.endsWith("_AUTHORIZATION_FAILED") === true;
  return lacksRight
    ? 'The user of kafka.sasl lacks a right (ACL); "Rights" in docs/operations.md lists those that Tocsin needs.'
    : "Check kafka.tls and kafka.sasl.";
}
