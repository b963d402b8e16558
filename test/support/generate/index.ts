export { generateTelemetry } from "./generate-telemetry.ts";
export { type World } from "./world/world.ts";
export { type Fault, type FaultKind, faultKinds } from "./world/fault.ts";
export { deployBlips } from "./world/deploy-blips.ts";
export { type ServiceProfile, serviceProfile } from "./world/service-profile.ts";
