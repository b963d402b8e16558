import type { AlertComponent, Topology } from "@tocsin/contracts";
import { isImplied } from "./candidate-words.ts";
import { oddsOf } from "./numbers.ts";

/** `48,210 to 1 against media-cdn`: one number, with what it is held against, so that it is not taken for the rival's own. */
export function oddsWords({ odds, runnerUp }: AlertComponent, topology: Topology | null): string {
  if (runnerUp === null) return oddsOf(odds);
  const rival = isImplied(runnerUp.name, topology) ? "all services at once" : runnerUp.name;
  return `${oddsOf(odds)} against ${rival}`;
}
