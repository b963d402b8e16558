import { KafkaConfiguration } from "@tocsin/contracts";
import { expect, test } from "vitest";
import type { ResolvedKafka } from "../../../src/config/index.ts";
import { troubleLog } from "../../../src/kafka/client/connection.ts";
import { kafkaConnection } from "../../../src/kafka/index.ts";

const resolved = (more: Partial<ResolvedKafka> = {}): ResolvedKafka => ({
  ...KafkaConfiguration.parse({}),
  tls: null,
  sasl: null,
  ...more,
});

test("the defaults are plain text without credentials", () => {
  expect(kafkaConnection(resolved())).toEqual({
    brokers: ["localhost:9092"],
    clientId: "tocsin",
    ssl: false,
    sasl: undefined,
    sessionTimeoutMs: 15_000,
    transactionTimeoutMs: 15_000,
    connectTimeoutMs: 6000,
    maxBatchBytes: 67_108_864,
  });
});

test("certificates and the server's name are given on", () => {
  const tls = { ca: "the ca", cert: "the cert", key: "the key", serverName: "kafka.example" };
  expect(kafkaConnection(resolved({ tls })).ssl).toEqual({
    ca: "the ca",
    cert: "the cert",
    key: "the key",
    servername: "kafka.example",
  });
});

test("TLS without files trusts what Node trusts", () => {
  const tls = { ca: null, cert: null, key: null, serverName: null };
  expect(kafkaConnection(resolved({ tls })).ssl).toEqual({});
});

test("credentials are given on as they are", () => {
  const sasl = { mechanism: "scram-sha-512", username: "tocsin", password: " hunter2 " } as const;
  expect(kafkaConnection(resolved({ sasl })).sasl).toEqual(sasl);
});

test("that a transaction waits for the markers of the one before is no trouble, and what else kafkajs says of it is", () => {
  const told: string[] = [];
  const entry = troubleLog(({ message }) => void told.push(message))(1);
  const say = (error: string): void =>
    entry({ namespace: "Connection", level: 1, log: { message: "Response AddPartitionsToTxn", error } });
  const waits =
    "The producer attempted to update a transaction while another concurrent operation on the same transaction was ongoing";
  say(waits);
  for (const message of [waits, `Failed to send messages: ${waits}`])
    entry({ namespace: "Producer", level: 1, log: { message } });
  expect(told).toEqual([]);
  say("The producer attempted to use a producer id which is not currently assigned to its transactional id");
  expect(told).toHaveLength(1);
});
