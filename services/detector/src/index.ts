export { detectionConfig } from "./detection-config.ts";
export type { AwaitedPlace, DetectorCommit, DetectorObserver } from "./detector-observer.ts";
export {
  type DetectionSettings,
  detectorGroup,
  type DetectorOptions,
  type WarmStart,
} from "./detector-options.ts";
export { type DetectorWorker, detectorWorker } from "./detector-worker.ts";
