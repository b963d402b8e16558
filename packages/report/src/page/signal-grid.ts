import type { SignalName } from "@tocsin/contracts";
import { formatClock, minuteMs } from "../client/utc.js";
import type { IncidentRecord } from "../record/incident-log.ts";
import { durationOf } from "../words/moments.ts";
import { listed } from "../words/numbers.ts";
import { type Html, html } from "./html.ts";
import { legendKey, markLegend } from "./mark-legend.ts";
import { roleMark } from "./service-table.ts";
import { type ChartPlace, type IncidentCharts, type UnitCharts, signalOrder } from "./signal-charts.ts";
import { type NameOf, roleWords, signalTitles } from "./words.ts";

/** As many charts stand side by side on a wide screen. */
const mostSlots = 6;
/** With so few signals, services stand side by side. */
const mostPaired = 3;

/** Places of the charts, one row a unit, one column a signal; the page's script draws them. */
export function signalGrid(
  record: IncidentRecord,
  charts: IncidentCharts,
  nameOf: NameOf,
  windowMs: number,
): Html {
  const marks = charts.members.flatMap(({ places }) => places.flatMap(({ chart }) => chart.marks));
  const signals = new Set(
    [...charts.members, ...charts.others].flatMap(({ places }) => places.map(({ signal }) => signal)),
  );
  const slots = [...signals].toSorted((one, other) => signalOrder.indexOf(one) - signalOrder.indexOf(other));
  const sideBySide = `units-${slots.length <= mostPaired ? slots.length : "many"}`;
  const row = (unit: UnitCharts): Html => unitRow(unit, { slots, nameOf, windowMs });
  return html`<div
    class="signals${slots.length <= mostSlots ? " slotted" : ""}"
    style="--slots:${slots.length}"
  >
    ${segmentChoice(record, charts)} ${learnedNote(charts, nameOf)}
    ${markLegend(marks, [legendKey("line", "observed"), legendKey("outside", "outside the band"), legendKey("band", "expected, with its band")])}
    <div class="${sideBySide}">${charts.members.map(row)}</div>
    ${charts.membersLeftOut > 0 && html`<p class="note">${charts.membersLeftOut} more failed services are not drawn.</p>`}
    ${charts.others.length > 0 && html`<h5 class="apart">Did not fail</h5>`}
    ${charts.others.length > 0 && html`<div class="others ${sideBySide}">${charts.others.map(row)}</div>`}
  </div>`;
}

/** A band that has learned the failure makes the recovery look like one; the page must say so. */
function learnedNote({ learned }: IncidentCharts, nameOf: NameOf): Html | null {
  const services = [...new Set(learned.map(({ service }) => service))];
  if (services.length === 0) return null;
  const since = formatClock(Math.min(...learned.map((each) => each.since)));
  return html`<p class="note">
    From ${since} UTC on the band of ${listed(services.map(nameOf))} is that of the failure: it had lasted so
    long that it was learned as usual. Recovery then lies outside the band.
  </p>`;
}

/** Only where the end lies apart from the onset. */
function segmentChoice(record: IncidentRecord, charts: IncidentCharts): Html | null {
  const segments = charts.members[0]?.places[0]?.chart.segments ?? [];
  if (segments.length < 2) return null;
  const name = `segment-${record.number}`;
  const choice = (index: number, label: string): Html =>
    html`<label
      ><input type="radio" name="${name}" value="${index}" ${index === 0 && html`checked`} /><span
        >${label}</span
      ></label
    >`;
  return html`<fieldset class="segments">
    <legend class="unseen">Part of the incident</legend>
    ${choice(0, "Around the onset")}${choice(1, "Around the end")}
  </fieldset>`;
}

interface RowInput {
  /** Signals in order: every row draws a signal in the same column. */
  readonly slots: readonly SignalName[];
  readonly nameOf: NameOf;
  readonly windowMs: number;
}

function unitRow({ unit, service, places }: UnitCharts, input: RowInput): Html {
  const { nameOf } = input;
  const onset = service.onset === null ? "" : ` at ${formatClock(Date.parse(service.onset))}`;
  return html`<section class="unit">
    <h5>
      ${roleMark(service.role)} ${nameOf(unit)} <span class="muted">${roleWords[service.role]}${onset}</span>
    </h5>
    <div class="charts">${places.map((place) => chartFigure(unit, place, input))}</div>
  </section>`;
}

function chartFigure(
  unit: string,
  { key, signal, source, chart }: ChartPlace,
  { slots, nameOf, windowMs }: RowInput,
): Html {
  const title = signalTitles[signal];
  const witness = source === null ? null : html` <span class="muted">by ${source}</span>`;
  return html`<figure class="chart" data-chart="${key}" style="--slot:${slots.indexOf(signal) + 1}">
    <figcaption>
      <span class="chart-title"><span>${title}${witness}</span><span class="chart-clock"></span></span
      ><span class="chart-value">${unitWords(chart.unit, signal, windowMs)}</span>
    </figcaption>
    <div class="plot" role="img" aria-label="${title} of ${nameOf(unit)}, observed and expected"></div>
  </figure>`;
}

function unitWords(unit: ChartPlace["chart"]["unit"], signal: string, windowMs: number): string {
  if (unit === "ms") return "p95";
  if (unit === "ratio") return signal === "errors" ? "of requests" : "of messages";
  return windowMs === minuteMs ? "a minute" : `in ${durationOf(windowMs)}`;
}
