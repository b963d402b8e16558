export { binaryPayload } from "./binary-payload.ts";
export { keyAndHeaders, type KeyAndHeaders } from "./key-and-headers.ts";
export { type ReadOptions, readRecordings, readUnordered } from "./read-recordings.ts";
export type {
  FailedFile,
  LinePlace,
  ReadAgain,
  RecordedHeader,
  RecordedMessage,
  RecordingBatch,
  RecordingItem,
  RejectedLine,
} from "./recording-item.ts";
export { copyOf, maxRawCharacters } from "./recording-item.ts";
export { recordingHeader, recordingLine } from "./recording-line.ts";
