export { type Attribution, independentFailures, namedFrom } from "./attribution.ts";
export { alarmThreshold, corroborationThreshold, detectorThreshold, isolatedThreshold } from "./budget.ts";
export { type Correlator, createCorrelator, type LoneRate } from "./correlator.ts";
export { type Depth, depths, shallower } from "./depth.ts";
export type { KnownSince } from "./e-detector.ts";
export { isHeard } from "./diagnosis.ts";
export { type FewestTogether, fewestTogether } from "./fewest-together.ts";
export { jointOnset } from "./onset.ts";
export {
  impliedComponent,
  impliedIn,
  isListed,
  membersOfComponent,
  type TopologyInput,
  unlistedServices,
} from "./topology.ts";
export type {
  Assessment,
  Diagnosis,
  Explanation,
  FailingService,
  FaultySource,
  IsolatedFailure,
  KnownFailures,
  LateSince,
  LateSupport,
  NamedGroup,
  Questions,
  ServiceAssessment,
  SharedNow,
  Thresholds,
  Verdict,
} from "./verdict.ts";
