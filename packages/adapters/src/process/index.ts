export { kafkaFault } from "./kafka-fault.ts";
export { refuseForeign } from "./own-topics.ts";
export { exitCodes, inputFault, ProcessFault, serverFault, usageFault } from "./process-fault.ts";
export { type Outside, type Program, runWorkers, type WorkersToRun } from "./run-workers.ts";
export { exitSoon, listenToSignals, type Signals } from "./signals.ts";
export { versionOf } from "./version-of.ts";
export type { RunningWorker, WorkerApp, WorkerContext } from "./worker-app.ts";
export { runThisProcess, workerProcess, type WorkerProcess } from "./worker-process.ts";
