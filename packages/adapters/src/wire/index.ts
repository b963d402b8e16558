export { type DecodedAcknowledgement, decodeAcknowledgement } from "./decode-acknowledgement.ts";
export { type DecodedAlert, decodeAlert } from "./decode-alert.ts";
export { type DecodedCommand, decodeCommand } from "./decode-command.ts";
export { type DecodedEvidence, decodeEvidence } from "./decode-evidence.ts";
export { type DecodedFrame, decodeFrame } from "./decode-frame.ts";
export {
  type DecodedTelemetry,
  decodedValue,
  type DecodeTelemetry,
  decodeTelemetry,
  telemetryDecoder,
} from "./decode-telemetry.ts";
export { maxValueBytes, type MessageValue, type Payload, payloadOf, type WireRejection } from "./payload.ts";
export { QuotedText } from "./quick/quoted-text.ts";
export { streamsByTopic } from "./topics.ts";
