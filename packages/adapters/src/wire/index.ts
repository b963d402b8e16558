export { type DecodedAcknowledgement, decodeAcknowledgement } from "./decode-acknowledgement.ts";
export { type DecodedAlert, decodeAlert } from "./decode-alert.ts";
export { type DecodedCommand, decodeCommand } from "./decode-command.ts";
export { type DecodedEvidence, decodeEvidence } from "./decode-evidence.ts";
export { type DecodedFrame, decodeFrame } from "./decode-frame.ts";
export { type DecodedTelemetry, decodedValue, decodeTelemetry } from "./decode-telemetry.ts";
export { maxValueBytes, type Payload, type WireRejection } from "./payload.ts";
export { streamsByTopic } from "./topics.ts";
