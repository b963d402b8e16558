import { afterAll } from "vitest";
import { influxProcess, type OwnInflux } from "../influx/own-influx.ts";
import { type InfluxVersion } from "../influx/influx-process.ts";
import { authorisingKafka, type AuthorisingKafka } from "../kafka/authorising-kafka.ts";
import { type ClusterOptions, kafkaCluster, type KafkaCluster } from "../kafka/kafka-cluster.ts";
import { securedKafka, type SecuredKafka } from "../kafka/secured-kafka.ts";
import { ServerMissing } from "../ways.ts";
import { beforeSuite, missing } from "./skip-all.ts";

/** A server of the current suite alone. */
export interface Own<Server> {
  /** Can be read in tests and in hooks that stand below the call. */
  readonly current: Server;
}

/** Starts it before the suite and closes it after; where `start` throws `ServerMissing`, as `useKafka`. */
export function useOwn<Server extends { close(): Promise<void> }>(
  what: string,
  start: () => Promise<Server>,
): Own<Server> {
  let current: Server | null = null;
  beforeSuite(async (suite) => {
    try {
      current = await start();
    } catch (error) {
      if (!(error instanceof ServerMissing)) throw error;
      missing(suite, what, error.message);
    }
  });
  afterAll(async () => {
    await current?.close();
  });
  return {
    get current() {
      if (current === null)
        throw new Error(`${what} can be read in hooks and tests, not while they are collected`);
      return current;
    },
  };
}

/** Brokers of the suite's own, which it may kill; as `useKafka` where there can be none. */
export const useKafkaCluster = (options: ClusterOptions): Own<KafkaCluster> =>
  useOwn("Kafka cluster", () => kafkaCluster(options));

/** A broker that demands TLS, SASL or both. */
export const useSecuredKafka = (): Own<SecuredKafka> => useOwn("secured Kafka", securedKafka);

/** A broker that looks up what its users may do. */
export const useAuthorisingKafka = (users: readonly string[]): Own<AuthorisingKafka> =>
  useOwn("authorising Kafka", async () => await authorisingKafka(users));

/** A database of the suite's own, which it may stop. */
export const useInfluxProcess = (options: { readonly version: InfluxVersion }): Own<OwnInflux> =>
  useOwn(`InfluxDB ${options.version}.x of its own`, () => influxProcess(options));
