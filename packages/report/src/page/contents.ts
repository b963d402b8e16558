import { titleOf } from "../words/alert-words.ts";
import { type Html, html } from "./html.ts";
import { incidentAnchor } from "./incident-head.ts";
import type { IncidentView } from "./incident-view.ts";
import { prose } from "./prose.ts";

export interface Part {
  readonly id: string;
  readonly title: string;
  readonly incidents: readonly IncidentView[];
}

/** So many incidents of a part are listed by title. */
const mostListed = 6;

/** What is on the page, and where; null for a page that is short enough. */
export function contentsOf(parts: readonly Part[], isScored: boolean): Html | null {
  const present = parts.filter(({ incidents }) => incidents.length > 0);
  if (present.reduce((sum, { incidents }) => sum + incidents.length, 0) < 2) return null;
  return html`<nav class="contents" aria-label="Contents">
    <ol>
      <li><a href="#overview-title">Evidence by service and time</a></li>
      ${present.map(
        ({ id, title, incidents }) =>
          html`<li>
            <a href="#${id}-title">${title}</a> <span class="muted">${incidents.length}</span>
            ${id === "together" && titles(incidents)}
          </li>`,
      )}
      ${isScored && html`<li><a href="#score-title">Compared with the labels</a></li>`}
    </ol>
  </nav>`;
}

function titles(incidents: readonly IncidentView[]): Html {
  const rest = incidents.length - mostListed;
  return html`<ol>
    ${incidents.slice(0, mostListed).map(
      ({ record }) =>
        html`<li>
          <a href="#${incidentAnchor(record.number)}">${prose(titleOf(record.latest.data))}</a>
        </li>`,
    )}
    ${rest > 0 && html`<li class="muted">and ${rest} more</li>`}
  </ol>`;
}
