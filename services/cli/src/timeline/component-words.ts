import type { AlertComponent } from "@tocsin/contracts";
import { candidateWords, isImplied, oddsOf, oddsWords } from "@tocsin/report/words";
import type { HistoryStep } from "./incident-history.ts";
import type { Story } from "./story.ts";

/** What the services of a simultaneous incident share, as far as it is known. */
export function sharedWords(step: Pick<HistoryStep, "component" | "candidates">, story: Story): string {
  const candidates = candidateWords(step, story.topology);
  if (candidates !== null) return `something, and it is open what: ${candidates}`;
  return step.component === null ? noComponentWords : componentWords(step.component, story);
}

/** What is said to be shared, and how sure that is: `backbone (odds 1,204 to 1 against media-cdn)`. */
function componentWords(component: AlertComponent, story: Story): string {
  const { name, odds } = component;
  if (isImplied(name, story.topology)) {
    return `something that reaches across all services, not one component (odds ${oddsOf(odds)})`;
  }
  return `${name} (odds ${oddsWords(component, story.topology)})`;
}

/** For a simultaneous incident without a component. */
const noComponentWords =
  "nothing that the topology names: the services fail together, but no component explains it better than chance";
