import type { IncidentScore, Score } from "@tocsin/contracts";
import { durationOf } from "../words/moments.ts";
import { listed, measured, percent } from "../words/numbers.ts";
import { type Html, html } from "./html.ts";
import { prose } from "./prose.ts";
import { type NameOf, capitalised, countInWords } from "./words.ts";

/** How the answer compares with the labels. */
export function scoreSection(score: Score, nameOf: NameOf): Html {
  return html`<section aria-labelledby="score-title">
    <h2 id="score-title">Compared with the labels</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Score of every labelled incident">
      <table class="score">
        <thead>
          <tr>
            <th scope="col">Labelled incident</th>
            <th scope="col">Found</th>
            <th scope="col">Known after</th>
            <th scope="col">Onset</th>
            <th scope="col">Component</th>
            <th scope="col">Members</th>
            <th scope="col">Wrongly blamed</th>
          </tr>
        </thead>
        <tbody>
          ${score.incidents.map((each) => scoreRow(each, nameOf))}
        </tbody>
      </table>
    </div>
    <p class="note">${prose(falseAlarmSentence(score))}</p>
  </section>`;
}

function scoreRow(score: IncidentScore, nameOf: NameOf): Html {
  const found = score.found ? (score.scopeRight ? "yes" : "yes, but with another scope") : "missed";
  return html`<tr>
    <th scope="row">${score.id}</th>
    <td class="${score.found ? "right" : "wrong"}">${found}</td>
    <td>${score.delayMs === null ? "–" : durationOf(score.delayMs)}</td>
    <td>${onsetWords(score.onsetErrorMs)}</td>
    <td class="${score.componentRight === null ? "" : score.componentRight ? "right" : "wrong"}">
      ${componentWords(score)}
    </td>
    <td>${memberWords(score)}</td>
    <td>${score.innocentBlamed.length === 0 ? "none" : listed(score.innocentBlamed.map(nameOf))}</td>
  </tr>`;
}

function onsetWords(errorMs: number | null): string {
  if (errorMs === null) return "–";
  if (errorMs === 0) return "exact";
  return `${durationOf(errorMs)} ${errorMs < 0 ? "early" : "late"}`;
}

function componentWords({ component, componentRight }: IncidentScore): string {
  const named = component ?? "none named";
  if (componentRight === null) return component ?? "–";
  return `${named}, ${componentRight ? "right" : "wrong"}`;
}

function memberWords({ precision, recall }: IncidentScore): string {
  if (precision === null || recall === null) return "–";
  return `${percent(recall)} of them found, ${percent(precision)} of those named right`;
}

function falseAlarmSentence({ quietDays, falseAlarms, falseAlarmsPer90Days }: Score): string {
  if (falseAlarmsPer90Days === null)
    return "The labels name no quiet time in which false alarms could be counted.";
  const alarms = capitalised(countInWords(falseAlarms, "false simultaneous alarm"));
  return `${alarms} in ${measured(quietDays)} quiet days, which is ${measured(falseAlarmsPer90Days)} per 90 days.`;
}
