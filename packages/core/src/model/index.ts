export {
  bestSeriesEvidence,
  bestSignalEvidence,
  heartbeatLikelihoodAt,
  lagScratch,
  logLikelihoodAt,
  longLikelihoods,
  onsetLikelihoods,
  silenceLag,
  speaksTwice,
} from "./entity/entity-likelihood.ts";
export type { WorkOn } from "./entity/maintenance.ts";
export { witnessesNeeded } from "./entity/quorum.ts";
export { recentWindows } from "./entity/recent-windows.ts";
export { strayEvidenceAt } from "./entity/strays.ts";
export { isBeyondWander, isWithinDrift } from "./entity/drift.ts";
export { type HeldReason, heldReason } from "./entity/held.ts";
export { hasReference, referenceSum } from "./entity/reference.ts";
export { referenceWindows } from "./entity-table.ts";
export {
  type Evidence,
  forgetting,
  maintainedServices,
  servicesKnown,
  withoutMaintained,
  withoutSilence,
} from "./evidence.ts";
export type { Feedback } from "./feedback.ts";
export type { Measure } from "./kinds/series-model.ts";
export { rareBelow } from "./kinds/rare-trials.ts";
export { createModel, type Model } from "./model.ts";
export type { ModelSnapshot } from "./model-state.ts";
export { cadenceOf, isForgotten } from "./silence/heartbeat.ts";
export { fewestOfSource } from "./silence/silence.ts";
export {
  anchorLag,
  anchorsKept,
  lagGrid,
  lagOf,
  onsetsTried,
  spanOf,
  startsKept,
  weightOf,
} from "./starts.ts";
export { type WarmingUp, type WarmUp, warmUpMs, warmUpReadings } from "./warm-up.ts";
