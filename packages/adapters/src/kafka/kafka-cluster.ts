import type { Log } from "@tocsin/log";
import type { ResolvedKafka } from "../config/resolved-configuration.ts";
import { kafkaConnection } from "./connection.ts";
import { kafkaLog } from "./kafka-log.ts";
import { topicAdmin, type TopicAdmin } from "./topic-admin.ts";
import type { TellTrouble } from "./trouble.ts";

/** How processes come to Kafka: tests hand in a log in memory. */
export interface KafkaCluster {
  /** Lost connections and retries are waited for, and told where there is someone to tell. */
  readonly log: (kafka: ResolvedKafka, trouble?: TellTrouble) => Log;
  readonly admin: (kafka: ResolvedKafka) => TopicAdmin;
}

/** The brokers that the configuration names. */
export const kafkaCluster: KafkaCluster = {
  log: (kafka, trouble) =>
    kafkaLog({ connection: kafkaConnection(kafka), ...(trouble === undefined ? {} : { trouble }) }),
  admin: (kafka) => topicAdmin(kafkaConnection(kafka)),
};
