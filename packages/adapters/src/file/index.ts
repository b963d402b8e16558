export { type ReadOptions, readRecordings } from "./read-recordings.ts";
export type {
  FailedFile,
  LinePlace,
  RecordedHeader,
  RecordedMessage,
  RecordingBatch,
  RecordingItem,
  RejectedLine,
} from "./recording-item.ts";
export { maxRawCharacters } from "./recording-item.ts";
