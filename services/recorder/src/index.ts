export type { RecorderInstrumentation, RejectedRecord, WrittenDelivery } from "./recorder-instrumentation.ts";
export {
  type RecordedTopics,
  type RecorderConfiguration,
  recorderGroup,
  type RecorderOptions,
} from "./recorder-options.ts";
export { type RecorderWorker, recorderWorker } from "./recorder-worker.ts";
