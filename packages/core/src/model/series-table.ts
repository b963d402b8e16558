import {
  type Columns,
  createTable,
  float32,
  float64,
  int32,
  type Table,
  type TableSnapshot,
  uint8,
} from "../stats/table.ts";
import { initialLoading } from "./baseline/factor-loading.ts";
import { initialPenalty } from "./baseline/penalty.ts";
import { initialWander } from "./baseline/wander.ts";
import { slotsPerWeek } from "./baseline/season-slots.ts";
import { longProducts } from "./entity/long-look-back.ts";
import { stepsNoted } from "./baseline/wild-readings.ts";
import { effectSizes, startsKept } from "./starts.ts";

/**
 * All that is remembered of a series, about 1.5 kB. Counts are learned as rates per exposure, latency as natural
 * logarithms of milliseconds. Columns that say "or" hold the first for counts and the second for latency.
 */
export const seriesSpec = {
  /** Mean rate, or mean logarithm, of each hour of the week; `profileTrust` says from how many quarters of a week. */
  profile: float32(0, slotsPerWeek),
  profileTrust: uint8(0, slotsPerWeek),
  /** The hour being gathered: hours since the epoch, what was counted, its exposure, how much of the hour was seen, and was wild. */
  hour: int32(-1),
  hourValue: float64(),
  hourExposure: float64(),
  hourCoverage: float32(),
  hourWild: float32(),
  /**
   * Wild readings in a row, negative where they lie below; when steps came last that may come again (quarters of an hour
   * since the epoch, negative where they went down; 0: none), and on how many days each has come at that time.
   */
  wildRun: int32(),
  stepQuarter: int32(0, stepsNoted),
  steps: uint8(0, stepsNoted),
  /** Exponential sums over about an hour, for the time before the profile exists. */
  recentValue: float64(),
  recentExposure: float64(),
  /** Short-term level: (2+a)/(2+b) for counts, a/(2+b) for latency. */
  levelValue: float64(),
  levelWeight: float64(),
  /** Which kind of slot the last expectation came from: 0 recent hour, 1 hour of day, 2 hour of week. */
  slotClass: uint8(),
  /** Inverse negative-binomial size, or mean absolute deviation of log latency. */
  spread: float64(0.05),
  /** Lag-1 products and squares of clipped residuals, and the residual before. */
  lagProduct: float32(),
  lagSquare: float32(0.3),
  previousResidual: float32(),
  previousWindow: float64(-1),
  /** Regression of residuals on the common factor. */
  factorProduct: float32(initialLoading),
  factorSquare: float32(initialLoading),
  penalty: float64(initialPenalty),
  /** Exponential sums over about an hour that nothing freezes: what the level would become at a release. */
  freshValue: float64(),
  freshExpected: float64(),
  /** Level before the incident, while one outlasts the release of its service; meaningless otherwise. */
  reference: float64(),
  /**
   * How trials went, where values are counts out of an exposure (rule 34): what is remembered, the same of before an incident,
   * which share of the last ones failed, minutes since they began to, minutes between the last two, and how many there were in
   * about an hour.
   */
  trials: float32(),
  trialFailures: float32(),
  trialsBefore: float32(),
  trialFailuresBefore: float32(),
  lastShare: float32(),
  runMinutes: float32(),
  trialGap: float32(),
  recentTrials: float32(),
  readings: int32(),
  firstWindow: float64(-1),
  /** What the last reading was and what had been expected; for evidence frames and alerts. */
  observedWindow: float64(-1),
  observed: float64(),
  exposure: float64(),
  expected: float64(),
  lower: float64(),
  upper: float64(),
  /** Mean over the effect sizes of this window's e-values; 1 where nothing was scored. */
  eValue: float64(1),
  /** The same held against the level before the incident, where one is kept. */
  eValueBefore: float64(1),
  /** Logarithm of the last e-value that was scored, nats. */
  logEvidence: float32(),
  /** The look-back: products of e-values from each of the last starts to now, by effect size. */
  products: float64(1, effectSizes * startsKept),
  /** The long look-back: the same from old starts, against the level now and against the level of before. */
  longProducts: float32(1, longProducts),
  /** Penalties of these two processes. */
  lastingPenalty: float32(initialPenalty),
  beforePenalty: float32(initialPenalty),
  /** The level of about the last day: (2+a)/(2+b). */
  beforeValue: float64(),
  beforeWeight: float64(),
  /** How far the last hour usually lies from the level of before, a mean of squares, nats^2. */
  wander: float32(initialWander),
  /** Position in `seriesKinds`. */
  kind: uint8(),
  /** Position in `signals`. */
  signal: uint8(),
  /** 1 once the warm-up is over. */
  ready: uint8(),
  /** Evidence of a witness that a quorum asks for, adding up (a CUSUM), nats (rule 56). */
  witnessNats: float32(),
  /** A bit for each of the last windows: whether it was observed. */
  seen: int32(),
  /** The same for windows in which it was taken for 0 because nothing came (rule 55). */
  assumed: int32(),
  /** Of how many readings the last observation was made. */
  observedReadings: int32(),
} as const;

export type SeriesTable = Table<typeof seriesSpec>;
export type SeriesColumns = Columns<typeof seriesSpec>;

export const seriesTable = (snapshot?: TableSnapshot): SeriesTable => createTable(seriesSpec, snapshot);

/** Nothing is scored yet in the window that begins. */
export function clearEValues({ columns }: SeriesTable): void {
  columns.eValue.fill(1);
  columns.eValueBefore.fill(1);
}
