export { type Attribution, independentFailures } from "./attribution.ts";
export { alarmThreshold, corroborationThreshold, fewestServices } from "./budget.ts";
export { type Correlator, createCorrelator, type CorrelateConfig, type IsolatedRate } from "./correlator.ts";
export type { DetectorEvidence, GroupEvidence } from "./e-detector.ts";
export {
  type Component,
  componentsOf,
  impliedComponent,
  type TopologyInput,
  unlistedServices,
} from "./topology.ts";
export type {
  Assessment,
  Diagnosis,
  FailingService,
  IsolatedFailure,
  KnownFailures,
  NamedGroup,
  Questions,
  ServiceAssessment,
  SilentSource,
  Thresholds,
  Verdict,
} from "./verdict.ts";
