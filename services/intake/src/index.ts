export { intakeApp, type IntakeAppOptions } from "./app.ts";
export type { IntakeCommit, IntakeInstrumentation } from "./instrumentation.ts";
export { intakeGroup, type IntakeOptions } from "./intake-options.ts";
export {
  type IntakeSession,
  type IntakeSessionConfig,
  intakeSession,
  type IntakeStep,
  type RefusedRecord,
  type TelemetryRecord,
} from "./intake-session.ts";
export { intakeWorker } from "./intake-worker.ts";
