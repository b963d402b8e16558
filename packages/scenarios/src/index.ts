export { deployBlips } from "./world/deploy-blips.ts";
export { type Fault, type FaultKind, faultKinds } from "./world/fault.ts";
export { type ServiceProfile, serviceProfile } from "./world/service-profile.ts";
export { type World } from "./world/world.ts";
export { generateTelemetry } from "./generate-telemetry.ts";
export { unfinishedPath, writeRecording } from "./recording/write-recording.ts";
export * from "./scenario/index.ts";
