import type { Labels } from "@tocsin/contracts";
import type { IncidentRecord } from "../record/incident-log.ts";
import { type Html, html } from "./html.ts";
import { incidentAnchor } from "./incident-head.ts";
import { findForm } from "./find-form.ts";
import type { PageView } from "./page-view.ts";
import {
  type StripBar,
  type StripLane,
  barMoment,
  leftOutNote,
  stripFigure,
  stripLegend,
} from "./strip-section.ts";
import { instantOf, periodOf } from "./words.ts";
import { titleOf } from "../words/alert-words.ts";
import { durationOf } from "../words/moments.ts";

/** The whole recording at a glance: services by time, incidents above. */
export function overviewSection(view: PageView): Html | null {
  const { overview, input, nameOf } = view;
  if (overview === null) return null;
  const strong = new Set(view.incidents.filter(isTogether).flatMap(({ record }) => record.outcome.members));
  const end = overview.from + overview.bins * overview.binMs;
  const truth = truthBars(input.labels, overview.from, end);
  const lanes = [...incidentLanes(view), { name: "Labelled", bars: truth }].filter(
    ({ bars }) => bars.length > 0,
  );
  const figure = {
    key: "overview",
    strip: overview,
    lanes,
    strong,
    nameOf,
    summary: `Evidence of ${overview.rows.length - 1} services,`,
  };
  return html`<section aria-labelledby="overview-title">
    <h2 id="overview-title">Evidence by service and time</h2>
    <p class="lead">
      The stronger the colour, the surer that the service fails: what was seen is so many times likelier if it
      does. One column is at least ${durationOf(overview.binMs)}; the strongest evidence within it counts. The
      first row tells of a shared failure that is not known yet. A cell within an incident leads to it.
    </p>
    ${findForm(view)} ${stripLegend(overview.rows.some(({ planned }) => planned !== null))}
    ${stripFigure(figure)}
    ${view.rowsLeftOut > 0 && html`<p class="note">${leftOutNote(view.rowsLeftOut)}</p>`}
  </section>`;
}

const isTogether = ({ record }: { readonly record: IncidentRecord }): boolean =>
  record.outcome.scope === "simultaneous" && record.outcome.status !== "retracted";

function incidentLanes({ incidents }: PageView): StripLane[] {
  const standing = incidents.filter(({ record }) => record.outcome.status !== "retracted");
  const lane = (name: string, wanted: (scope: string) => boolean): StripLane => ({
    name,
    bars: standing
      .filter(({ record }) => wanted(record.outcome.scope))
      .map(({ record }) => incidentBar(record)),
  });
  return [
    lane("Failed together", (scope) => scope === "simultaneous"),
    lane("Failed alone", (scope) => scope === "isolated"),
    lane("Not a failure", (scope) => scope !== "simultaneous" && scope !== "isolated"),
  ];
}

function incidentBar(record: IncidentRecord): StripBar {
  const { outcome, latest } = record;
  const together = outcome.scope === "simultaneous";
  const end = outcome.endMs ?? Number.POSITIVE_INFINITY;
  const title = `${titleOf(latest.data)}, ${periodOf(outcome.onsetMs, outcome.endMs)}`;
  const component = latest.data.component === null ? "" : ` ${latest.data.component.name}`;
  return {
    from: outcome.onsetMs,
    to: end,
    label: together ? `${barMoment(outcome.onsetMs)}${component}` : null,
    title,
    href: `#${incidentAnchor(record.number)}`,
    look: together ? "simultaneous" : outcome.scope === "isolated" ? "isolated" : "other",
  };
}

function truthBars(labels: Labels | null, from: number, to: number): StripBar[] {
  const inside = (labels?.incidents ?? []).filter(
    ({ onset, end }) => Date.parse(end) > from && Date.parse(onset) < to,
  );
  return inside.map(({ id, scope, onset, end }) => ({
    from: Date.parse(onset),
    to: Date.parse(end),
    label: scope === "simultaneous" ? id : null,
    title: `Labelled ${id}: ${periodOf(Date.parse(onset), Date.parse(end))}, onset ${instantOf(Date.parse(onset))}`,
    href: null,
    look: "truth",
  }));
}
