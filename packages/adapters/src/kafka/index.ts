export { kafkaConnection, type KafkaConnection } from "./connection.ts";
export { kafkaInstrumentation } from "./instrumentation.ts";
export { kafkaCluster, type KafkaCluster } from "./kafka-cluster.ts";
export { kafkaLog, type KafkaLogOptions } from "./kafka-log.ts";
export {
  topicAdmin,
  type GroupOffset,
  type TopicAdmin,
  type TopicDescription,
  type TopicSpec,
} from "./topic-admin.ts";
export { type TellTrouble, type Trouble } from "./trouble.ts";
export * from "./topics/index.ts";
