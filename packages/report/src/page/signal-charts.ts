import type { AlertService, SignalName } from "@tocsin/contracts";
import type { Chart, Mark } from "../client/payload.ts";
import type { IncidentDetail } from "../record/incident-detail.ts";
import type { IncidentRecord } from "../record/incident-log.ts";
import { type SignalColumns, serviceOf } from "../record/signal-columns.ts";
import { chartOf, joinSegments } from "./chart-columns.ts";
import { firstDifference, textDifference } from "./first-difference.ts";

/** What a page draws of one incident: services that failed in full, others by what clears or blames them. */
const chartLimits = { members: 16, others: 6 } as const;
/** A series speaks when a window of it held this much evidence. */
const loudNats = 3;

export const signalOrder: readonly SignalName[] = [
  "errors",
  "traffic",
  "latency",
  "undelivered",
  "deliveries",
  "reports",
  "heartbeat",
];
const signalsOfOthers: readonly SignalName[] = ["errors", "traffic", "reports"];

export interface ChartPlace {
  readonly key: string;
  readonly signal: SignalName;
  readonly source: string | null;
  readonly chart: Chart;
}

export interface UnitCharts {
  readonly unit: string;
  readonly service: AlertService;
  readonly places: readonly ChartPlace[];
}

export interface IncidentCharts {
  readonly members: readonly UnitCharts[];
  readonly others: readonly UnitCharts[];
  /** Services that failed and are not drawn. */
  readonly membersLeftOut: number;
  /** Services that failed so long that the failure itself was learned as usual, and since when. */
  readonly learned: readonly LearnedService[];
}

export interface LearnedService {
  readonly service: string;
  readonly since: number;
}

/** Charts of an incident, without those that would have nothing in them. */
export function incidentCharts(
  record: IncidentRecord,
  detail: IncidentDetail,
  input: { readonly windowMs: number; readonly truth: readonly Mark[] },
): IncidentCharts {
  const { services } = record.latest.data;
  const failed = services.filter(({ role }) => role === "member" || role === "suspected");
  const around = services.filter(({ role }) => role === "collateral" || role === "notFailing");
  const draw = (service: AlertService): UnitCharts[] => unitCharts({ ...input, record, detail, service });
  const members = failed.slice(0, chartLimits.members).flatMap(draw);
  const learned = members.flatMap(({ service }) => learnedWhileFailing(service, record, detail));
  return {
    members,
    others: around.slice(0, chartLimits.others).flatMap(draw),
    learned,
    membersLeftOut: failed.length - new Set(members.map(({ service }) => service.service)).size,
  };
}

function learnedWhileFailing(
  { service, recoveredAt }: AlertService,
  { outcome }: IncidentRecord,
  { learnedSince }: IncidentDetail,
): LearnedService[] {
  const since = learnedSince.get(service);
  const end = recoveredAt === undefined ? outcome.endMs : Date.parse(recoveredAt);
  return since === undefined || (end !== null && since >= end) ? [] : [{ service, since }];
}

interface UnitInput {
  readonly record: IncidentRecord;
  readonly detail: IncidentDetail;
  readonly service: AlertService;
  readonly windowMs: number;
  readonly truth: readonly Mark[];
}

/** Charts of a service; of its operations only where they fail and its total does not show it. */
function unitCharts(input: UnitInput): UnitCharts[] {
  const { detail, service } = input;
  const known = new Map<string, SignalColumns>();
  for (const segment of detail.segments) {
    for (const [key, columns] of segment.series) {
      const before = known.get(key);
      if (before === undefined || columns.mostNats > before.mostNats) known.set(key, columns);
    }
  }
  const own = [...known].filter(([, columns]) => serviceOf(columns.unit) === service.service);
  const units = [...new Set(own.map(([, columns]) => columns.unit))].toSorted();
  const isLoud = (unit: string): boolean =>
    own.some(([, columns]) => columns.unit === unit && columns.mostNats >= loudNats);
  return units.flatMap((unit) => {
    const ofUnit = own.filter(([, columns]) => columns.unit === unit);
    if (unit !== service.service && !(service.role === "member" && isLoud(unit) && !isLoud(service.service)))
      return [];
    const places = ofUnit.flatMap(([key, columns]) => placeOf(input, key, columns));
    return places.length === 0 ? [] : [{ unit, service, places: places.toSorted(bySignal) }];
  });
}

function placeOf(
  { record, detail, service, windowMs, truth }: UnitInput,
  key: string,
  columns: SignalColumns,
): ChartPlace[] {
  const isMember = service.role === "member" || service.role === "suspected";
  const wanted = isMember ? signalOrder : signalsOfOthers;
  if (!wanted.includes(columns.signal)) return [];
  if (columns.signal === "heartbeat" && columns.mostNats < loudNats) return [];
  const pieces = detail.segments.flatMap((segment) => {
    const piece = segment.series.get(key);
    return piece === undefined ? [] : [{ segment, columns: piece }];
  });
  const segments = joinSegments(detail.segments, windowMs);
  const chart = chartOf({ pieces, segments, windowMs, marks: marksOf(record, service, truth) });
  if (chart === null) return [];
  const { signal, source } = columns;
  return [{ key: chartKey(record.number, columns), signal, source, chart }];
}

/** Names may hold colons; one that is marked with a backslash, which no name holds, separates nothing. */
function chartKey(number: number, { unit, signal, source }: SignalColumns): string {
  const parts = [unit, signal, source ?? ""].map((part) => part.replaceAll(":", "\\:"));
  return [number, ...parts].join(":");
}

function bySignal(one: ChartPlace, other: ChartPlace): number {
  const order = (place: ChartPlace): number => signalOrder.indexOf(place.signal);
  return firstDifference(order(one) - order(other), textDifference(one.source ?? "", other.source ?? ""));
}

/** Lines at the service's own onset where it failed, else at the incident's; at its announcement; at its end. */
export function marksOf(
  record: IncidentRecord,
  service: AlertService | null,
  truth: readonly Mark[],
): readonly Mark[] {
  const { outcome, announced } = record;
  const onset = service?.onset ?? null;
  const detected = outcome.announcedMs[outcome.scope] ?? Date.parse(announced.data.detectedAt);
  const recovered = service?.recoveredAt === undefined ? outcome.endMs : Date.parse(service.recoveredAt);
  const onsetAt = onset === null ? outcome.onsetMs : Date.parse(onset);
  return [
    ...truth.filter(({ at }) => at !== onsetAt),
    { kind: "onset", at: onsetAt },
    { kind: "detected", at: detected },
    ...(recovered === null ? [] : [{ kind: "resolved" as const, at: recovered }]),
  ];
}
