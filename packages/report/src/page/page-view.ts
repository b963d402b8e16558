import {
  type EvidenceWeighed,
  type IncidentFeedback,
  type Labels,
  Severity,
  type Summary,
  type Topology,
} from "@tocsin/contracts";
import type { Chart, IncidentPlace, Mark, Payload, Strip } from "../client/payload.ts";
import type { EvidenceStrip } from "../record/evidence-strip.ts";
import type { IncidentDetail } from "../record/incident-detail.ts";
import type { IncidentRecord } from "../record/incident-log.ts";
import { serviceOf } from "../record/signal-columns.ts";
import { incidentAnchor } from "./incident-head.ts";
import type { IncidentView } from "./incident-view.ts";
import { incidentCharts, marksOf } from "./signal-charts.ts";
import { mostRows, orderedUnits, speakingUnits, stripOf } from "./strip-rows.ts";
import { type NameOf, displayNames } from "./words.ts";

/** What was recorded of a replay, for one page. */
export interface PageInput {
  readonly topology: Topology | null;
  readonly labels: Labels | null;
  readonly environment: string;
  readonly windowMs: number;
  readonly summary: Summary;
  readonly overview: EvidenceStrip;
  readonly records: readonly IncidentRecord[];
  readonly recordsLeftOut: number;
  readonly details: ReadonlyMap<string, IncidentDetail>;
  /** By incident: what was weighed when it was worked out last, and what people said of it afterwards. */
  readonly weighed: ReadonlyMap<string, EvidenceWeighed>;
  readonly feedback: ReadonlyMap<string, IncidentFeedback>;
}

/** The same, arranged as the page shows it. */
export interface PageView {
  readonly input: PageInput;
  readonly nameOf: NameOf;
  readonly overview: Strip | null;
  readonly rowsLeftOut: number;
  readonly incidents: readonly IncidentView[];
}

export function pageView(input: PageInput): PageView {
  const units = orderedUnits(input.overview.units, input.records, input.topology);
  const overview = stripOf(input.overview, units, { marks: [], rows: mostRows.overview });
  const rows = overview === null ? 0 : overview.rows.length - 1;
  const nameOf = displayNames(input.topology);
  return {
    input,
    nameOf,
    overview,
    rowsLeftOut: units.length - rows,
    incidents: input.records.map((record) => incidentView(input, record, nameOf)),
  };
}

function incidentView(input: PageInput, record: IncidentRecord, nameOf: NameOf): IncidentView {
  const { topology, windowMs } = input;
  const detail = input.details.get(record.outcome.incident);
  const truth = truthMarks(input, record.outcome.incident);
  const numberOf = (incident: string): number | null =>
    input.records.find(({ outcome }) => outcome.incident === incident)?.number ?? null;
  const { incident } = record.outcome;
  const weighed = input.weighed.get(incident) ?? null;
  const feedback = input.feedback.get(incident) ?? null;
  const base = { record, truth, topology, nameOf, windowMs, numberOf, weighed, feedback };
  if (detail === undefined)
    return { ...base, strip: null, charts: null, silentUnits: 0, undrawnUnits: 0, held: new Map() };
  const all = orderedUnits(detail.strip.units, [record], topology);
  const members = new Set(record.outcome.members);
  const units = record.outcome.scope === "isolated" ? speakingUnits(detail.strip, all, members) : all;
  return {
    ...base,
    held: detail.heldFor,
    strip: stripOf(detail.strip, units, {
      marks: marksOf(record, null, truth),
      rows: mostRows.incident,
    }),
    silentUnits: all.length - units.length,
    undrawnUnits: Math.max(0, units.length - mostRows.incident),
    charts: incidentCharts(record, detail, { windowMs, truth }),
  };
}

/** The true onset of the labelled incident that this one was found to be. */
function truthMarks({ labels, summary }: PageInput, incident: string): readonly Mark[] {
  const ids = (summary.score?.incidents ?? [])
    .filter((score) => score.incident === incident)
    .map(({ id }) => id);
  const labelled = (labels?.incidents ?? []).filter(({ id }) => ids.includes(id));
  return labelled.map(({ onset }) => ({ kind: "truth", at: Date.parse(onset) }));
}

/** What the page's script draws, under the keys that stand in the markup. */
export function payloadOf(view: PageView): Payload {
  const strips: [string, Strip][] = view.overview === null ? [] : [["overview", view.overview]];
  const charts: [string, Chart][] = [];
  for (const incident of view.incidents) {
    if (incident.strip !== null) strips.push([incidentAnchor(incident.record.number), incident.strip]);
    for (const { places } of [...(incident.charts?.members ?? []), ...(incident.charts?.others ?? [])]) {
      for (const { key, chart } of places) charts.push([key, chart]);
    }
  }
  return {
    windowMs: view.input.windowMs,
    strips: Object.fromEntries(strips),
    charts: Object.fromEntries(charts),
    incidents: view.incidents.map(({ record }) => placeOf(record)),
    components: choosableComponents(view),
  };
}

/** Of whom a cell of the overview may tell: members first of all, and whom people complained about. */
function placeOf({ number, outcome, latest }: IncidentRecord): IncidentPlace {
  const { component, candidates = [] } = latest.data;
  const named = latest.data.services.filter(({ role }) => role === "member" || role === "suspected");
  return {
    anchor: incidentAnchor(number),
    from: outcome.onsetMs,
    to: outcome.endMs,
    services: [...new Set([...outcome.members, ...named.map(({ service }) => service)])],
    scope: outcome.status === "retracted" ? "retracted" : outcome.scope,
    components: [component?.name, ...candidates.map(({ name }) => name)].filter((name) => name !== undefined),
    severity: -Severity.options.indexOf(latest.data.severity),
  };
}

/** Beyond these a list to choose from is no help. */
const mostChoices = 200;

/** Components of which rows are drawn, in the topology's order, with the services that are. */
export function choosableComponents({ overview, input }: PageView): Record<string, readonly string[]> {
  const drawn = new Set(overview?.rows.map(({ name }) => serviceOf(name)) ?? []);
  const all = Object.entries(input.topology?.components ?? {}).map(
    ([name, { services }]) =>
      [name, [...new Set(services.map(serviceOf))].filter((one) => drawn.has(one))] as const,
  );
  return Object.fromEntries(all.filter(([, services]) => services.length > 0).slice(0, mostChoices));
}
