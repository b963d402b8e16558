export type { IntakeCommit, IntakeObserver } from "./intake-observer.ts";
export { intakeGroup, type IntakeOptions } from "./intake-options.ts";
export { intakeWorker } from "./intake-worker.ts";
