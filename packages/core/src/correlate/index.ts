export { type Attribution, independentFailures } from "./attribution.ts";
export { alarmThreshold, corroborationThreshold, fewestServices } from "./budget.ts";
export { type Correlator, createCorrelator, type IsolatedRate } from "./correlator.ts";
export { impliedComponent, type TopologyInput, unlistedServices } from "./topology.ts";
export type {
  Assessment,
  Diagnosis,
  FailingService,
  FaultySource,
  IsolatedFailure,
  KnownFailures,
  NamedGroup,
  Questions,
  ServiceAssessment,
  Thresholds,
  Verdict,
} from "./verdict.ts";
