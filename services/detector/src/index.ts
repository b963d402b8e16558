export { detectorApp, type DetectorAppOptions } from "./app.ts";
export { commandQueue } from "./commands/command-queue.ts";
export {
  type DetectionSession,
  type DetectionSessionConfig,
  detectionSession,
  type Tell,
} from "./detection-session.ts";
export { type DetectionSettings, detectionSettings } from "./detection-settings.ts";
export type {
  AppliedCommand,
  AwaitedPlace,
  DetectorAdoption,
  DetectorCommit,
  DetectorInstrumentation,
} from "./instrumentation.ts";
export { detectorGroup, type DetectorOptions, type WarmStart } from "./detector-options.ts";
export { type DetectorWorker, detectorWorker } from "./detector-worker.ts";
