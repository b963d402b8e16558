export { type DecodedFrame, decodeFrame } from "./decode-frame.ts";
export { type DecodedTelemetry, decodeTelemetry } from "./decode-telemetry.ts";
export { maxValueBytes, type WireRejection } from "./payload.ts";
export { streamsByTopic } from "./topics.ts";
