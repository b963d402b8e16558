export type { RecorderObserver, RejectedRecord, WrittenDelivery } from "./recorder-observer.ts";
export {
  type RecordedTopics,
  type RecorderConfiguration,
  recorderGroup,
  type RecorderOptions,
} from "./recorder-options.ts";
export { type RecorderWorker, recorderWorker } from "./recorder-worker.ts";
