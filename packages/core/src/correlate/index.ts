export { type Attribution, type Candidate, independentFailures, namedFrom } from "./attribution.ts";
export { alarmThreshold, corroborationThreshold, fewestServices } from "./budget.ts";
export { type Correlator, createCorrelator, type IsolatedRate } from "./correlator.ts";
export { impliedComponent, type TopologyInput, unlistedServices } from "./topology.ts";
export type {
  Assessment,
  Diagnosis,
  Explanation,
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
