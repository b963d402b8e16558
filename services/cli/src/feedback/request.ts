import { FeedbackVerdict, Name } from "@tocsin/contracts";
import type { ParsedArguments } from "../arguments/parse.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { usageFault } from "../exit-codes.ts";

export interface FeedbackToGive {
  readonly action: "give";
  readonly incident: string;
  readonly verdict: FeedbackVerdict;
  /** With the verdict `component`. */
  readonly component: string | null;
  readonly note: string | null;
}

export type FeedbackRequest = {
  readonly configFile: string | null;
  readonly topologyFile: string | null;
} & (FeedbackToGive | { readonly action: "list"; readonly json: boolean } | { readonly action: "export" });

const verdicts = FeedbackVerdict.options;

/** Reads the arguments of `tocsin feedback`; refuses what makes no sense with code 2. */
export function feedbackRequestOf({ positionals, values, flags }: ParsedArguments): FeedbackRequest {
  const files = { configFile: values.get("config") ?? null, topologyFile: values.get("topology") ?? null };
  const [first, ...rest] = positionals;
  if (first === undefined) {
    throw usageFault(
      "tocsin feedback needs an incident and what it truly was, or list or export",
      `Write tocsin feedback INCIDENT ${verdicts.join("|")}; tocsin inspect incidents shows the incidents.`,
    );
  }
  if (flags.has("json") && first !== "list") throw usageFault("--json goes with tocsin feedback list alone");
  if (first === "list" || first === "export") {
    if (rest.length > 0) throw usageFault(`tocsin feedback ${first} takes no further argument: ${rest[0]!}`);
    if (values.has("note")) throw usageFault(`--note does not go with tocsin feedback ${first}`);
    return first === "list"
      ? { ...files, action: first, json: flags.has("json") }
      : { ...files, action: first };
  }
  return { ...files, ...feedbackOf(first, rest, values.get("note") ?? null) };
}

function feedbackOf(
  incident: string,
  [word, name, more]: readonly string[],
  note: string | null,
): FeedbackToGive {
  const there = `There is ${verdicts.join(", ")} (with its NAME).`;
  if (word === undefined) throw usageFault(`tocsin feedback ${incident} needs to be told what it was`, there);
  const verdict = verdicts.find((one) => one === word);
  if (verdict === undefined) {
    throw usageFault(`tocsin feedback knows no ${word}`, didYouMean(word, verdicts) ?? there);
  }
  const surplus = verdict === "component" ? more : name;
  if (surplus !== undefined) throw usageFault(`${verdict} takes no further argument: ${surplus}`);
  if (note !== null && note.length > 500) throw usageFault("--note takes at most 500 characters");
  return { action: "give", incident, verdict, component: componentOf(verdict, name), note };
}

function componentOf(verdict: FeedbackVerdict, name: string | undefined): string | null {
  if (verdict !== "component") return null;
  if (name === undefined) {
    throw usageFault("component needs the name of the component", "Write component NAME.");
  }
  const checked = Name.safeParse(name);
  if (checked.success) return checked.data;
  throw usageFault(`${name} is no component: ${checked.error.issues[0]!.message}`);
}
