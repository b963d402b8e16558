export { type MemoryBus, memoryBus, type MemoryBusConfig } from "./memory-bus.ts";
export { memoryStateStore } from "./memory-state-store.ts";
