import type { KafkaConnection } from "@tocsin/adapters/kafka";

/** Short sessions, so that what is lost is soon given to another. */
export function connectionTo(brokers: readonly string[]): KafkaConnection {
  return {
    brokers,
    clientId: "tocsin-test",
    ssl: false,
    sasl: undefined,
    sessionTimeoutMs: 6000,
    transactionTimeoutMs: 10_000,
    connectTimeoutMs: 8000,
    maxBatchBytes: 67_108_864,
  };
}
