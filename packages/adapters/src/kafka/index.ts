export { kafkaConnection, type KafkaConnection } from "./client/connection.ts";
export { kafkaInstrumentation, type TellTrouble, type Trouble } from "./faults/trouble.ts";
export { kafkaCluster, type KafkaCluster, kafkaLog, type KafkaLogOptions } from "./kafka-log.ts";
export {
  topicAdmin,
  type GroupOffset,
  type TopicAdmin,
  type TopicDescription,
  type TopicSpec,
} from "./topic-admin.ts";
export * from "./topics/index.ts";
