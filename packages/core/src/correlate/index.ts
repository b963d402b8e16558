export { type Attribution, independentFailures } from "./attribution.ts";
export { alarmThreshold, corroborationThreshold, fewestServices } from "./budget.ts";
export { type Correlator, createCorrelator, type IsolatedRate } from "./correlator.ts";
export { jointOnset } from "./onset.ts";
export { impliedComponent, type TopologyInput, unlistedServices } from "./topology.ts";
export type {
  Assessment,
  Diagnosis,
  FailingService,
  IsolatedFailure,
  KnownFailures,
  LateSince,
  LateSupport,
  NamedGroup,
  Questions,
  ServiceAssessment,
  SilentSource,
  Thresholds,
  Verdict,
} from "./verdict.ts";
