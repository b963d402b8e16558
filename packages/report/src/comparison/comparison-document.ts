import type { Labels } from "@tocsin/contracts";
import type { Payload, Strip } from "../client/payload.ts";
import { type Html, html } from "../page/html.ts";
import { prose } from "../page/prose.ts";
import { standalonePage } from "../page/standalone-page.ts";
import {
  type StripBar,
  type StripLane,
  barMoment,
  leftOutNote,
  stripFigure,
  stripLegend,
} from "../page/strip-section.ts";
import { capitalised, countInWords, periodOf } from "../page/words.ts";
import type { DrawnIncident, PairDrawing } from "./pair-drawing.ts";

/** One recording under one configuration, as the page tells it. */
export interface ComparedPair {
  readonly configuration: string;
  readonly right: boolean;
  /** Why it is not right; empty where it is. */
  readonly wrong: readonly string[];
  /** What was measured: a name and words. */
  readonly facts: readonly (readonly [name: string, words: string])[];
  readonly drawing: PairDrawing;
}

export interface ComparedCase {
  readonly name: string;
  readonly title: string | null;
  readonly labels: Labels | null;
  readonly pairs: readonly ComparedPair[];
}

export interface Comparison {
  readonly cases: readonly ComparedCase[];
  readonly configurations: readonly string[];
  readonly detectorVersion: string;
}

/** What each configuration said of each recording, side by side, as one document that needs nothing else. */
export function comparisonDocument(comparison: Comparison): string {
  const { cases, configurations, detectorVersion } = comparison;
  const pairs = cases.flatMap((one) => one.pairs);
  const headline = `${pairs.filter(({ right }) => right).length} of ${pairs.length} as labelled`;
  return standalonePage({
    title: `Tocsin: ${headline}`,
    body: html`<header class="page">
        <div class="bar-top">
          <span class="brand">Tocsin</span><span class="files">Backtest</span>
          <button type="button" id="theme" hidden>Dark</button>
        </div>
        <h1>${headline}</h1>
        <div class="lede">
          <p>
            ${capitalised(countInWords(cases.length, "recording"))} under
            ${countInWords(configurations.length, "configuration")}, compared with what is labelled.
          </p>
        </div>
      </header>
      <main>${overview(comparison)} ${stripLegend(false)} ${cases.map(caseSection)}</main>
      <footer class="page">
        <p>Tocsin ${detectorVersion}. All times are UTC and come from the telemetry.</p>
      </footer>`,
    payload: payloadOf(cases),
  });
}

const anchorOf = (name: string): string => `case-${name.replaceAll(/[^A-Za-z0-9-]/g, "_")}`;
const stripKey = (name: string, configuration: string): string => JSON.stringify([name, configuration]);

function payloadOf(cases: readonly ComparedCase[]): Payload {
  const strips = cases.flatMap(({ name, pairs }) =>
    pairs.flatMap(({ configuration, drawing }): [string, Strip][] =>
      drawing.strip === null ? [] : [[stripKey(name, configuration), drawing.strip]],
    ),
  );
  return { windowMs: 60_000, strips: Object.fromEntries(strips), charts: {}, incidents: [], components: {} };
}

function overview({ cases, configurations }: Comparison): Html {
  return html`<section aria-labelledby="cases-title">
    <h2 id="cases-title">All recordings</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Outcome of every recording">
      <table class="score">
        <thead>
          <tr>
            <th scope="col">Recording</th>
            ${configurations.map((name) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${cases.map(
            ({ name, pairs }) =>
              html`<tr>
                <th scope="row"><a href="#${anchorOf(name)}">${name}</a></th>
                ${pairs.map(
                  ({ right, wrong }) =>
                    html`<td class="${right ? "right" : "wrong"}">
                      ${right ? "right" : prose(wrong.join("; "))}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function caseSection(one: ComparedCase): Html {
  const { name, title, labels, pairs } = one;
  const anchor = anchorOf(name);
  return html`<section class="incident large" id="${anchor}" aria-labelledby="${anchor}-title">
    <h3 id="${anchor}-title">${name}</h3>
    ${title !== null && html`<p class="summary">${title}</p>`} ${truth(labels)}
    <div class="pairs">${pairs.map((pair) => pairArticle(one, pair))}</div>
  </section>`;
}

function truth(labels: Labels | null): Html {
  if (labels === null) return html`<p class="note">Nothing is labelled: it was not scored.</p>`;
  if (labels.incidents.length === 0) return html`<p class="note">Labelled: nothing failed.</p>`;
  return html`<ul class="truths">
    ${labels.incidents.map(
      ({ id, scope, onset, end, component }) =>
        html`<li>
          Labelled ${id}: ${scope},
          ${periodOf(Date.parse(onset), Date.parse(end))}${
            typeof component === "string" ? `, ${component}` : ""
          }
        </li>`,
    )}
  </ul>`;
}

function pairArticle({ name, labels }: ComparedCase, pair: ComparedPair): Html {
  const { configuration, right, wrong, facts, drawing } = pair;
  return html`<article class="incident pair">
    <h4>${configuration}</h4>
    <p class="${right ? "right" : "wrong"}">${right ? "As labelled" : prose(wrong.join("; "))}</p>
    <dl class="facts">
      ${facts.map(
        ([term, words]) =>
          html`<div>
            <dt>${term}</dt>
            <dd>${prose(words)}</dd>
          </div>`,
      )}
    </dl>
    ${drawing.incidents.length === 0 && html`<p class="note">Nothing was told.</p>`}
    ${drawing.incidents.map(
      (one) =>
        html`<h5>${prose(one.title)}</h5>
          <p class="summary">${prose(one.summary)}</p>`,
    )}
    ${
      drawing.strip !== null &&
      stripFigure({
        key: stripKey(name, configuration),
        strip: drawing.strip,
        lanes: lanesOf(drawing.strip, drawing.incidents, labels),
        strong: new Set(drawing.incidents.flatMap(({ members }) => members)),
        summary: `Evidence of ${drawing.strip.rows.length - 1} services,`,
        nameOf: (service) => service,
      })
    }
    ${drawing.rowsLeftOut > 0 && html`<p class="note">${leftOutNote(drawing.rowsLeftOut)}</p>`}
  </article>`;
}

function lanesOf(
  strip: Strip,
  incidents: readonly DrawnIncident[],
  labels: Labels | null,
): readonly StripLane[] {
  const end = strip.from + strip.bins * strip.binMs;
  const seen = (bars: readonly StripBar[]): readonly StripBar[] =>
    bars.filter(({ from, to }) => to > strip.from && from < end);
  const told = incidents.map(({ scope, title, fromMs, toMs, component }): StripBar => ({
    from: fromMs,
    to: toMs ?? Number.POSITIVE_INFINITY,
    label: scope === "simultaneous" ? `${barMoment(fromMs)} ${component ?? ""}` : null,
    title: `${title}, ${periodOf(fromMs, toMs)}`,
    href: null,
    look: scope === "simultaneous" ? "simultaneous" : scope === "isolated" ? "isolated" : "other",
  }));
  const labelled = (labels?.incidents ?? []).map((one): StripBar => ({
    from: Date.parse(one.onset),
    to: Date.parse(one.end),
    label: null,
    title: `Labelled ${one.id}: ${periodOf(Date.parse(one.onset), Date.parse(one.end))}`,
    href: null,
    look: "truth",
  }));
  return [
    { name: "Told", bars: seen(told) },
    { name: "Labelled", bars: seen(labelled) },
  ].filter(({ bars }) => bars.length > 0);
}
