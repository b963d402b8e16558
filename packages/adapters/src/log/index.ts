export { type GroupWorker, groupWorker } from "./group-worker.ts";
export { keepTrying } from "./keep-trying.ts";
export { inputPlaces, outputPartition, outputPartitionsNeeded } from "./places.ts";
export { readBetween } from "./read-between.ts";
export { sendInBatches } from "./send-in-batches.ts";
export { StateFault } from "./state-fault.ts";
export { type SavedState, type StateLog, stateLog, type StateLogConfig } from "./state-log.ts";
