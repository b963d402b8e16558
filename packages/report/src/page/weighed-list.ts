import type { Topology } from "@tocsin/contracts";
import { independentFailures } from "@tocsin/core";
import { serviceOf } from "../record/signal-columns.ts";
import { isImplied } from "../words/candidate-words.ts";
import { weighedName, weighedOdds, type WeighedOne, weighedOnes } from "../words/weighed-words.ts";
import { type Html, html } from "./html.ts";
import type { IncidentView } from "./incident-view.ts";

/** A bar as long as this stands for odds of a million to one, nats; longer ones are cut off. */
const longestNats = Math.log(1e6);

/**
 * All explanations that were weighed, the likeliest first: how much less likely each is, and what speaks for and against
 * it, so that one sees why the named one beats the others.
 */
export function weighedList({ record, weighed, topology }: IncidentView): Html | null {
  if (weighed === null || weighed.component.length < 2) return null;
  const failed = record.outcome.members;
  const rows = weighedOnes(weighed).map(
    (one) =>
      html`<li>
        <span class="name">${weighedName(one, topology)}</span
        ><span class="odds"
          ><span class="odds-bar" style="--part:${partOf(one).toFixed(3)}" aria-hidden="true"></span
          >${weighedOdds(one)}</span
        ><span class="why">${whyWords(one, failed, topology)}</span>
      </li>`,
  );
  return html`<h5 class="weighed-title">
      What was weighed, as it stood when it was worked out last: the shorter the bar, the likelier
    </h5>
    <ol class="weighed">
      ${rows}
    </ol>
    ${weighed.more > 0 && html`<p class="note">${weighed.more} more are less likely still.</p>`}`;
}

const partOf = ({ nats }: WeighedOne): number => Math.min(1, -nats / longestNats);

/** What a component would explain, and what not: who failed outside it, and who inside it did not. */
function whyWords({ name }: WeighedOne, failed: readonly string[], topology: Topology | null): string {
  if (name === independentFailures) return "each failed by itself";
  if (isImplied(name, topology)) return "all failed, wherever they belong; but so should everybody else";
  const services = new Set(topology?.components[name]?.services.map(serviceOf));
  if (services.size === 0) return "";
  const inside = failed.filter((service) => services.has(service)).length;
  const outside = failed.length - inside;
  return [
    `${inside} of its ${services.size} failed`,
    ...(outside > 0 ? [`${outside} that failed ${outside === 1 ? "is" : "are"} not in it`] : []),
  ].join("; ");
}
