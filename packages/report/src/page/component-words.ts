import type { AlertComponent, AlertData, Topology } from "@tocsin/contracts";
import { candidateWords, isImplied } from "../words/candidate-words.ts";
import { oddsOf } from "../words/numbers.ts";

/** What the services share, as the end of a sentence. */
export function sharedWords(data: AlertData, topology: Topology | null): string {
  const { component } = data;
  const candidates = candidateWords(data, topology);
  if (candidates !== null) return `they share something, but it is open what, ${candidates}`;
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
