export type { TopicOptions } from "./log/broker.ts";
export type { MemoryClient } from "./log/memory-client.ts";
export {
  type MemoryClientOptions,
  type MemoryCluster,
  memoryCluster,
  type MemoryClusterOptions,
} from "./log/memory-cluster.ts";
export { instantWait, realWait, type Wait } from "./log/patience.ts";
export type { MemoryFault, MemoryOperation, MemoryOperationName, MemoryVerdict } from "./log/process-life.ts";
export type { MarkerAhead } from "./log/transactions.ts";
export { type VirtualTime, virtualTime } from "./log/virtual-time.ts";
