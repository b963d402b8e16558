import { independentFailures } from "../../correlate/index.ts";
import type { AlertCandidate, AlertData } from "../event.ts";
import type { Form } from "./failing.ts";
import { listed, plain } from "./names.ts";
import { oddsWords, sureness } from "./numbers.ts";

const nameLength = 40;

/** What a hypothesis is called: the implied component is no component of the topology. */
function hypothesis(name: string, implied: string | null): string {
  if (name === implied) return "something that reaches across all services";
  return name === independentFailures ? "independent failures" : plain(name, nameLength);
}

/** What failing services share and how sure that is, as a clause; null where nothing fails together. */
export function sharedWords(data: AlertData, implied: string | null, { over }: Form): string | null {
  const { scope, component, candidates } = data;
  if (scope !== "simultaneous") return null;
  if (candidates !== undefined) return `it is open what they share: ${candidateWords(candidates, implied)}`;
  if (component === null)
    return `no component explains it better than failures of their own that ${over ? "came" : "come"} together`;
  const { name, odds, runnerUp } = component;
  const rival = runnerUp === null ? "" : ` against ${hypothesis(runnerUp.name, implied)}`;
  const sure = oddsWords(odds).replace(/\)$/u, `${rival})`);
  return name === implied
    ? `what they share reaches across all services and is no single component, ${sure}`
    : `what they share is ${sure.replace(" (", ` ${plain(name, nameLength)} (`)}`;
}

/** `edge or sign-in (1.4 to 1)`. */
function candidateWords(candidates: readonly AlertCandidate[], implied: string | null): string {
  const names = candidates.map(({ name }) => hypothesis(name, implied));
  return `${listed(names, { names: 2, nameLength }, "or")}, none of them clearly likelier`;
}

/** The same for a title: `very likely backbone`, `edge or sign-in`; null where there is nothing to name. */
export function sharedBriefly({ component, candidates }: AlertData, implied: string | null): string | null {
  const briefly = (name: string): string =>
    name === implied ? "something across all services" : plain(name, 24);
  if (candidates !== undefined)
    return `${listed(
      candidates.map(({ name }) => briefly(name)),
      { names: 1, nameLength: 24 },
      "or",
    )}, open which`;
  if (component === null) return null;
  return `${sureness(component.odds)} ${briefly(component.name)}`;
}
