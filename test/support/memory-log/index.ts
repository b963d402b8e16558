export type { MemoryClient } from "./memory-client.ts";
export { type MemoryCluster, memoryCluster, type MemoryClusterOptions } from "./memory-cluster.ts";
export { instantWait, type Wait } from "./patience.ts";
export type { MemoryFault, MemoryOperation, MemoryOperationName, MemoryVerdict } from "./process-life.ts";
export { virtualTime } from "./virtual-time.ts";
