import { LogFault } from "@tocsin/log";
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
    return serverFault(`Kafka refuses us: ${error.message}`, "Check kafka.tls and kafka.sasl.");
  }
  return serverFault(`Kafka: ${error.message}`);
}
