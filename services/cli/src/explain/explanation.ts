import type {
  AlertEvent,
  AlertSignal,
  EvidenceFrame,
  EvidenceWeighed,
  HeldReason,
  IncidentFeedback,
  SeriesState,
  Topology,
} from "@tocsin/contracts";
import { corroborationThreshold, impliedComponent, isolatedThreshold } from "@tocsin/core";
import { heldBecause } from "@tocsin/report/words";
import type { Moment } from "./moment.ts";
import type { Subject } from "./request.ts";
import { showsFrom, type Why, whyOf } from "./why.ts";

/** What evidence is held against. */
export interface Judging {
  readonly topology: Topology | null;
  readonly falseAlarmsPer90Days: number;
  /** Null: nothing was said of it. */
  readonly isolatedPerServicePer90Days: number | null;
}

/** A sum of evidence, what it must reach, and what it lacks; 0 where it has reached it. Nats. */
export interface Held {
  readonly nats: number;
  readonly threshold: number;
  readonly missingNats: number;
}

export interface ExplainedSignal extends AlertSignal {
  readonly state: SeriesState;
}

/** A service, or an operation of one. */
export interface ExplainedUnit {
  readonly unit: string;
  /** Of the last quarter of an hour. */
  readonly evidence: Held;
  readonly withoutReports: number;
  /** Why nothing is learned of it; null: it is learned. */
  readonly held: {
    /** Null in frames of before 0.3.0, which do not say. */
    readonly reason: HeldReason | null;
    readonly rule: number;
    readonly because: string;
  } | null;
  readonly signals: readonly ExplainedSignal[];
}

export interface ExplainedGroup {
  readonly component: string;
  /** Null: it says no, or is not watched. */
  readonly nats: number | null;
  /** Null: no number of its services is enough. Absent in frames of before 0.3.0. */
  readonly fewest?: number | null;
  /** Its services in the stream, and those that show something. */
  readonly services: number;
  readonly showing: readonly string[];
}

/** Why Tocsin spoke at a window, or said nothing. */
export interface Explanation {
  readonly from: string;
  readonly to: string;
  /** How the window was chosen where none was asked for; null: it was. */
  readonly chosen: "first-alarm" | "nearest-to-an-alarm" | null;
  readonly why: Why;
  readonly told: readonly AlertEvent[];
  /** Incidents that were open already. */
  readonly open: readonly AlertEvent[];
  /** Of the incidents that are open after the window: what could explain each, the likeliest first, with its odds. */
  readonly weighed: readonly EvidenceWeighed[];
  /** What people said afterwards of those that were told or open, the last of each. */
  readonly feedback: readonly IncidentFeedback[];
  readonly together: Held;
  readonly withoutReports: Held;
  /** What one service by itself must reach, nats. */
  readonly aloneNats: number;
  readonly groups: readonly ExplainedGroup[];
  /** The strongest first; those of which nothing speaks are counted alone. */
  readonly units: readonly ExplainedUnit[];
  readonly quietUnits: number;
  readonly states: Readonly<Record<SeriesState, number>>;
  readonly commonFactor: EvidenceFrame["commonFactor"];
  readonly completeness: number | null;
  readonly maintenance: readonly string[];
}

/** What was asked for, and what is known beside the moment. */
export interface Asked {
  readonly subject: Subject;
  readonly feedback: ReadonlyMap<string, IncidentFeedback>;
}

/** So much of a unit or signal is worth a line, nats. */
const worthMentioning = 1;
const mostUnits = 12;
/** Written in place of the logarithm of nothing. */
const saysNo = -999;

export function explanationOf(
  { frame, before, told }: Moment,
  judging: Judging,
  { subject, feedback }: Asked,
): Explanation {
  const { windowStart, windowMs } = frame;
  const alone = thresholdAlone(frame, judging);
  const units = unitsOf(frame, alone);
  const shown = units.filter(isWorthALine).slice(0, mostUnits);
  const open = before.filter(({ data }) => data.status === "open");
  const facts = {
    told,
    open,
    weighed: frame.weighed ?? [],
    feedback: [...new Set([...told, ...open].map(({ data }) => data.incident))].flatMap(
      (incident) => feedback.get(incident) ?? [],
    ),
    together: heldAgainst(frame.logEvidence, frame.threshold),
    withoutReports: heldAgainst(frame.withoutReports, corroborationThreshold(judging.falseAlarmsPer90Days)),
    aloneNats: rounded(alone),
    groups: groupsOf(frame, judging.topology),
    units: shown,
    states: statesOf(frame),
    commonFactor: frame.commonFactor,
    completeness: frame.completeness,
    maintenance: frame.maintenance ?? [],
  };
  return {
    from: new Date(windowStart).toISOString(),
    to: new Date(windowStart + windowMs).toISOString(),
    chosen: subject.kind === "first" ? (told.length > 0 ? "first-alarm" : "nearest-to-an-alarm") : null,
    why: whyOf(facts),
    ...facts,
    quietUnits: units.length - shown.length,
  };
}

function heldAgainst(nats: number, threshold: number): Held {
  const missing = Math.max(0, threshold - nats);
  return { nats, threshold: rounded(threshold), missingNats: rounded(missing) };
}

const rounded = (nats: number): number => Math.round(nats * 100) / 100;

const isWorthALine = ({ evidence, held, signals }: ExplainedUnit): boolean =>
  evidence.nats >= worthMentioning ||
  held !== null ||
  signals.some(({ state, evidenceNats }) => state === "abnormal" || evidenceNats >= worthMentioning);

const thresholdAlone = ({ units: { unit }, windowMs }: EvidenceFrame, judging: Judging): number =>
  isolatedThreshold({
    services: unit.filter((name) => !name.includes("/")).length,
    entities: unit.length,
    perServicePer90Days: judging.isolatedPerServicePer90Days,
    falseAlarmsPer90Days: judging.falseAlarmsPer90Days,
    windowMs,
  });

function unitsOf(frame: EvidenceFrame, threshold: number): readonly ExplainedUnit[] {
  const { unit, logEvidence, logEvidenceWithoutReports, learning, held } = frame.units;
  const signals = signalsByUnit(frame);
  return unit
    .map((name, at): ExplainedUnit => ({
      unit: name,
      evidence: heldAgainst(logEvidence[at] ?? 0, threshold),
      withoutReports: logEvidenceWithoutReports[at] ?? 0,
      held: learning[at] === false ? whyHeld(name, frame, held?.[at] ?? null) : null,
      signals: signals.get(name) ?? [],
    }))
    .toSorted((one, other) => other.evidence.nats - one.evidence.nats);
}

/** A frame of before 0.3.0 says that nothing is learned, not why: work is named in it, and an excluded past is rarer than evidence. */
function whyHeld(
  unit: string,
  { maintenance = [] }: EvidenceFrame,
  reason: HeldReason | null,
): ExplainedUnit["held"] {
  if (reason !== null) return { reason, ...heldBecause[reason] };
  return maintenance.includes(unit)
    ? { reason, ...heldBecause["planned-work"] }
    : { reason, rule: 16, because: "it may fail now, or failed of late (or its past is excluded)" };
}

function signalsByUnit({ series }: EvidenceFrame): ReadonlyMap<string, readonly ExplainedSignal[]> {
  const found = new Map<string, ExplainedSignal[]>();
  series.unit.forEach((unit, at) => {
    const signals = found.get(unit) ?? [];
    signals.push(signalAt(series, at));
    found.set(unit, signals);
  });
  for (const signals of found.values()) signals.sort((one, other) => other.evidenceNats - one.evidenceNats);
  return found;
}

function signalAt(series: EvidenceFrame["series"], at: number): ExplainedSignal {
  const unit = series.unit[at] as string;
  const slash = unit.indexOf("/");
  const source = series.source[at] ?? null;
  const exposure = series.exposure[at] ?? null;
  const signal = series.signal[at] as AlertSignal["signal"];
  const scaled = (column: "observed" | "expected" | "lower" | "upper"): number | null => {
    const value = series[column][at] ?? null;
    if (value === null || exposure === null) return value;
    return exposure > 0 ? Number((value / exposure).toPrecision(6)) : null;
  };
  return {
    signal,
    ...(slash === -1 ? {} : { operation: unit.slice(slash + 1) }),
    ...(source === null ? {} : { source }),
    observed: scaled("observed"),
    expected: scaled("expected"),
    lower: scaled("lower"),
    upper: scaled("upper"),
    unit: exposure !== null ? "ratio" : unitOfSignal(signal),
    evidenceNats: series.evidenceNats[at] ?? 0,
    state: series.state[at] as SeriesState,
  };
}

function unitOfSignal(signal: AlertSignal["signal"]): AlertSignal["unit"] {
  if (signal === "latency") return "ms";
  return signal === "heartbeat" ? "readings" : "per-window";
}

function groupsOf({ groups, units }: EvidenceFrame, topology: Topology | null): readonly ExplainedGroup[] {
  const inStream = new Set(units.unit.map(serviceOf));
  const showing = new Set(
    units.unit.filter((_, at) => (units.logEvidence[at] ?? 0) >= showsFrom).map(serviceOf),
  );
  return groups.component
    .map((component, at): ExplainedGroup => {
      const services = servicesIn(component, topology, inStream);
      const nats = groups.logEvidence[at] ?? saysNo;
      const { fewest } = groups;
      return {
        component,
        nats: nats <= saysNo ? null : nats,
        ...(fewest === undefined ? {} : { fewest: fewest[at] ?? null }),
        services: services.length,
        showing: services.filter((service) => showing.has(service)),
      };
    })
    .toSorted((one, other) => (other.nats ?? saysNo) - (one.nats ?? saysNo));
}

function servicesIn(
  component: string,
  topology: Topology | null,
  inStream: ReadonlySet<string>,
): readonly string[] {
  const declared = topology?.components[component]?.services;
  if (declared === undefined) return component === impliedComponent ? [...inStream] : [];
  return [...new Set(declared.map(serviceOf))].filter((service) => inStream.has(service));
}

const serviceOf = (unit: string): string => unit.split("/", 1)[0] as string;

function statesOf({ series }: EvidenceFrame): Readonly<Record<SeriesState, number>> {
  const counts = { normal: 0, abnormal: 0, "warming-up": 0, silent: 0, "not-due": 0 };
  for (const state of series.state) counts[state] += 1;
  return counts;
}
