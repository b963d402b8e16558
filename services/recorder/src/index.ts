export { recorderApp, type RecorderAppOptions } from "./app.ts";
export type { RecorderInstrumentation, RejectedRecord, WrittenDelivery } from "./instrumentation.ts";
export { type ProjectedRecord, projectRecord } from "./project-record.ts";
export {
  type RecordedTopics,
  type RecorderConfiguration,
  recorderGroup,
  type RecorderOptions,
} from "./recorder-options.ts";
export { type RecorderWorker, recorderWorker } from "./recorder-worker.ts";
