import type { AlertComponent, Topology } from "@tocsin/contracts";
import { oddsOf } from "../words/numbers.ts";

/** The component that every service belongs to, implied where the topology does not name it. */
const everything = "all";

export function isImplied(name: string, topology: Topology | null): boolean {
  return name === everything && topology?.components[everything] === undefined;
}

/** What the services share, as the end of a sentence. */
export function sharedWords(component: AlertComponent | null, topology: Topology | null): string {
  if (component === null) return "no component of the topology explains it";
  if (isImplied(component.name, topology)) return "it reaches across all services";
  return `what they share is ${component.name}`;
}

/** `48,210 to 1 over media-cdn`. */
export function oddsWords(component: AlertComponent, topology: Topology | null): string {
  const { odds, runnerUp } = component;
  if (runnerUp === null) return oddsOf(odds);
  const rival = isImplied(runnerUp.name, topology) ? "all services at once" : runnerUp.name;
  return `${oddsOf(odds)} over ${rival}`;
}
