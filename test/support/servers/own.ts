/** What programs use that are no vitest files. */
export { influxProcess, type OwnInflux } from "./influx/own-influx.ts";
export {
  dropBucket,
  freshBucket,
  freshDatabase,
  type FreshStore,
  freshToken,
  type FreshToken,
} from "./influx/fresh-bucket.ts";
export { type ClusterBroker, kafkaCluster, type KafkaCluster } from "./kafka/kafka-cluster.ts";
export { quietKafka } from "./kafka/broker-ready.ts";
export { makeTopics, uniquePrefix } from "./kafka/make-topics.ts";
export { faultProxy, type FaultProxy, type ProxyMode } from "./proxy/fault-proxy.ts";
export { awaitCondition } from "./run/await-condition.ts";
export { guarded, unguarded } from "./run/guard.ts";
export { freePort } from "./run/free-port.ts";
export { smallDisk, type SmallDisk } from "./run/small-disk.ts";
export { steppedClock, type SteppedClock } from "./run/stepped-clock.ts";
export { temporaryFolder } from "./run/temporary-folder.ts";
export { ServerMissing } from "./ways.ts";
