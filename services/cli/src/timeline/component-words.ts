import type { AlertComponent } from "@tocsin/contracts";
import { oddsOf } from "@tocsin/report/words";
import type { Story } from "./story.ts";

/** The component that every service belongs to, implied where the topology does not name it. */
const everything = "all";

/** What is said to be shared, and how sure that is: `backbone (odds 1,204 to 1 against media-cdn)`. */
export function componentWords(component: AlertComponent, story: Story): string {
  const { name, odds, runnerUp } = component;
  if (name === everything && story.topology?.components[everything] === undefined) {
    return `something that reaches across all services, not one component (odds ${oddsOf(odds)})`;
  }
  if (runnerUp === null) return `${name} (odds ${oddsOf(odds)})`;
  return `${name} (odds ${oddsOf(odds)} against ${rivalWords(runnerUp.name, story)})`;
}

function rivalWords(name: string, story: Story): string {
  if (name === everything && story.topology?.components[everything] === undefined)
    return "all services at once";
  return name;
}

/** For a simultaneous incident without a component. */
export const noComponentWords =
  "nothing that the topology names: the services fail together, but no component explains it better than chance";
