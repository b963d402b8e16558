import type { ResolvedKafka } from "@tocsin/adapters/config";
import { kafkaLog, kafkaConnection, topicAdmin, type TopicAdmin } from "@tocsin/adapters/kafka";
import type { Log } from "@tocsin/adapters/log";

/** How commands come to Kafka: tests hand in a log in memory. */
export interface Cluster {
  readonly log: (kafka: ResolvedKafka) => Log;
  readonly admin: (kafka: ResolvedKafka) => TopicAdmin;
}

/** The brokers that the configuration names. Lost connections and retries are waited for in silence. */
export const kafkaCluster: Cluster = {
  log: (kafka) => kafkaLog({ connection: kafkaConnection(kafka) }),
  admin: (kafka) => topicAdmin(kafkaConnection(kafka)),
};
