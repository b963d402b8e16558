import type { Verdict } from "../correlate/index.ts";
import type { Incident } from "../incident/index.ts";
import {
  bestSeriesEvidence,
  type Evidence,
  type Feedback,
  hasReference,
  type HeldReason,
  heldReason,
  lagGrid,
  lagScratch,
  onsetsTried,
  referenceSum,
} from "../model/index.ts";
import { type RefusedSeries, type Signal, signals } from "../world/world-window.ts";

export type SeriesState = "normal" | "abnormal" | "warming-up" | "silent" | "not-due";

/** One closed window of the world, `tocsin.evidence.v1`: columns of equal length, null where there is no value. */
export interface EvidenceFrame {
  readonly v: 1;
  readonly windowStart: number;
  readonly windowMs: number;
  readonly series: {
    readonly unit: readonly string[];
    readonly signal: readonly Signal[];
    readonly source: readonly (string | null)[];
    readonly state: readonly SeriesState[];
    readonly observed: readonly (number | null)[];
    readonly exposure: readonly (number | null)[];
    readonly expected: readonly (number | null)[];
    readonly lower: readonly (number | null)[];
    readonly upper: readonly (number | null)[];
    readonly evidenceNats: readonly (number | null)[];
  };
  readonly units: {
    readonly unit: readonly string[];
    readonly logEvidence: readonly number[];
    readonly logEvidenceWithoutReports: readonly number[];
    readonly learning: readonly boolean[];
    /** Why nothing is learned of it; null where it is learned of. */
    readonly held: readonly (HeldReason | null)[];
  };
  readonly groups: {
    readonly component: readonly string[];
    readonly logEvidence: readonly number[];
    /** How many of its services must fail together; null where the component is not watched. */
    readonly fewest: readonly (number | null)[];
  };
  /** What was weighed of each incident that is open and of which something shared is sought. Absent: of none. */
  readonly weighed?: readonly WeighedIncident[];
  readonly logEvidence: number;
  readonly withoutReports: number;
  readonly threshold: number;
  readonly commonFactor: Readonly<Partial<Record<Signal, number>>>;
  readonly completeness: number | null;
  /** Units that are worked on in this window. Absent: none is. */
  readonly maintenance?: readonly string[];
  /** Where the last command stood that was applied when the window was judged. Absent: there was none. */
  readonly commandsOffset?: number;
  /** Series that came in this window and were not taken, because there are too many. Absent: none. */
  readonly refusedSeries?: RefusedSeries;
  /** How many series were dropped before this window. Absent: none. */
  readonly droppedSeries?: number;
  /** Series and units that are not shown; set by who cannot send a frame of this size. Absent: all are. */
  readonly omitted?: { readonly series: number; readonly units: number };
}

/** The explanations of an incident, the likeliest first, with ln of their odds against it. */
export interface WeighedIncident {
  readonly incident: string;
  readonly component: readonly string[];
  readonly oddsNats: readonly number[];
  /** How many more there are, all of them less likely. */
  readonly more: number;
}

/** From this much evidence over the last quarter of an hour a series is called abnormal, nats. */
const abnormalFrom = 3;
/** Held against the level before the incident it is called so from this much evidence of one window on, nats. */
const abnormalAgainstReference = 1;
/** Smallest logarithm written: below, a group or the world simply says no. */
const floor = -999;

/** Two decimals for nats, four significant digits for values: frames are many. */
const nats = (value: number): number => Math.max(floor, Math.round(value * 100) / 100);

/** Odds are told in whole numbers, which two decimals of their logarithm would not give alike. */
const fineNats = (value: number): number => Math.max(floor, Math.round(value * 1e4) / 1e4);

function figure(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 1000) return Math.round(value);
  if (magnitude >= 1) return Math.round(value * 1000) / 1000;
  return Math.round(value * 1e6) / 1e6;
}

type MutableColumns = { [Name in keyof EvidenceFrame["series"]]: EvidenceFrame["series"][Name][number][] };

/** What a frame tells beside evidence and verdict. */
export interface FrameContext extends Pick<Feedback, "over" | "resumed" | "failing"> {
  /** Incidents that are open after the window. */
  readonly open: readonly Incident[];
  /** Where the last command stood that was applied; null or absent: there was none. */
  readonly commandsOffset?: number | null;
  /** Series that were not taken; null or absent: none. And how many were dropped. */
  readonly refused?: RefusedSeries | null;
  readonly dropped?: number;
}

/** What a window says, for dashboards, reports and `explain`. `evidence` is without what is over. */
export function evidenceFrame(
  evidence: Evidence,
  verdict: Pick<Verdict, "all" | "withoutReports" | "thresholds" | "groups">,
  context: FrameContext,
): EvidenceFrame {
  const { open, commandsOffset = null, refused = null, dropped = 0 } = context;
  const { window, windowMs, completeness } = evidence;
  const { all, withoutReports, thresholds } = verdict;
  return {
    v: 1,
    windowStart: window * windowMs,
    windowMs,
    series: seriesColumns(evidence),
    units: entityColumns(evidence, context),
    groups: groupColumns(verdict),
    ...weighedOf(open),
    logEvidence: nats(all.logEvidence),
    withoutReports: nats(withoutReports.logEvidence),
    threshold: nats(thresholds.alarm),
    commonFactor: commonFactors(evidence),
    completeness: completeness === null ? null : Math.round(completeness * 1000) / 1000,
    ...maintenanceOf(evidence),
    ...(commandsOffset === null ? {} : { commandsOffset }),
    ...(refused === null ? {} : { refusedSeries: refused }),
    ...(dropped === 0 ? {} : { droppedSeries: dropped }),
  };
}

/** Every component in which services can fail together, also one that is not watched. */
function groupColumns({ all, groups }: Pick<Verdict, "all" | "groups">): EvidenceFrame["groups"] {
  const several = groups.filter(({ services }) => services.length > 1);
  const found = new Map(all.groups.map(({ name, logEvidence }) => [name, logEvidence]));
  return {
    component: several.map(({ name }) => name),
    logEvidence: several.map(({ name }) => nats(found.get(name) ?? Number.NEGATIVE_INFINITY)),
    fewest: several.map(({ fewest }) => fewest),
  };
}

function seriesColumns(evidence: Evidence): EvidenceFrame["series"] {
  const into: MutableColumns = {
    unit: [],
    signal: [],
    source: [],
    state: [],
    observed: [],
    exposure: [],
    expected: [],
    lower: [],
    upper: [],
    evidenceNats: [],
  };
  const scratch = lagScratch();
  for (const { index, entity, signal, source } of evidence.directory.series) {
    const measure = evidence.series.measureOf(index);
    if (measure === null) continue;
    into.unit.push(entity);
    into.signal.push(signal);
    into.source.push(source);
    const state = stateOf(evidence, index, scratch);
    pushValues(evidence, index, { state, hasExposure: measure === "share" }, into);
  }
  return into;
}

function pushValues(
  { series, window }: Evidence,
  row: number,
  of: { readonly state: SeriesState; readonly hasExposure: boolean },
  into: MutableColumns,
): void {
  const isSeen = series.observedWindow[row] === window;
  const isJudged = isSeen && of.state !== "warming-up";
  into.state.push(of.state);
  into.observed.push(isSeen ? figure(series.observed[row]!) : null);
  into.exposure.push(isSeen && of.hasExposure ? figure(series.exposure[row]!) : null);
  into.expected.push(isJudged ? figure(series.expected[row]!) : null);
  into.lower.push(isJudged ? figure(series.lower[row]!) : null);
  into.upper.push(isJudged ? figure(series.upper[row]!) : null);
  into.evidenceNats.push(isJudged ? nats(series.logEvidence[row]!) : null);
}

function stateOf(evidence: Evidence, row: number, scratch: Float64Array): SeriesState {
  const { series, entities, directory, window } = evidence;
  if (series.observedWindow[row] !== window) {
    return entities.missing[directory.entityOfSeries[row]!] === 1 ? "silent" : "not-due";
  }
  if (series.ready[row] === 0) return "warming-up";
  if (isHeldAgainstReference(evidence, directory.entityOfSeries[row]!))
    return series.logEvidence[row]! > abnormalAgainstReference ? "abnormal" : "normal";
  return bestSeriesEvidence(evidence, row, scratch) > abnormalFrom ? "abnormal" : "normal";
}

/** Whether the entity fails in an open incident and is judged by the level before that: its new one is learned. */
const isHeldAgainstReference = ({ entities }: Evidence, entity: number): boolean =>
  entities.failing[entity] === 1 && hasReference(entities, entity);

function weighedOf(open: readonly Incident[]): Pick<EvidenceFrame, "weighed"> {
  const weighed = open.flatMap(({ id, attribution }): readonly WeighedIncident[] => {
    const of = attribution?.weighed;
    if (of === undefined) return [];
    return [{ incident: id, component: of.names, oddsNats: of.nats.map(fineNats), more: of.more }];
  });
  return weighed.length === 0 ? {} : { weighed };
}

function entityColumns(
  evidence: Evidence,
  { over, resumed, failing }: Pick<Feedback, "over" | "resumed" | "failing">,
): EvidenceFrame["units"] {
  const { directory, likelihoods, entities: columns } = evidence;
  const by = { failing: new Set(failing), released: new Set([...over, ...resumed]) };
  const best = (ratios: ArrayLike<number>, entity: number): number => {
    const offset = entity * onsetsTried;
    let largest = 0;
    for (let index = offset; index < offset + lagGrid.length; index += 1)
      largest = Math.max(largest, ratios[index]!);
    if (!isHeldAgainstReference(evidence, entity)) return nats(Math.log(largest));
    return nats(Math.max(Math.log(largest), referenceSum(columns, entity)));
  };
  const { entities } = directory;
  const held = entities.map(({ index }) => heldReason(evidence, index, by));
  return {
    unit: entities.map(({ name }) => name),
    logEvidence: entities.map(({ index }) => best(likelihoods.all, index)),
    logEvidenceWithoutReports: entities.map(({ index }) => best(likelihoods.withoutReports, index)),
    learning: held.map((reason) => reason === null),
    held,
  };
}

function maintenanceOf({ directory, entities }: Evidence): Pick<EvidenceFrame, "maintenance"> {
  const units = directory.entities.filter(({ index }) => entities.maintained[index] === 1);
  return units.length === 0 ? {} : { maintenance: units.map(({ name }) => name) };
}

function commonFactors({ factors }: Evidence): Partial<Record<Signal, number>> {
  const common: Partial<Record<Signal, number>> = {};
  signals.forEach((signal, index) => {
    if (factors[index] !== 0) common[signal] = Math.round(factors[index]! * 1e4) / 1e4;
  });
  return common;
}
