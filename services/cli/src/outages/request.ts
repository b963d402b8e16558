import type { ParsedArguments } from "../arguments/parse.ts";
import { closest } from "../arguments/suggestion.ts";
import { usageFault } from "../exit-codes.ts";

export type OutagesRequest =
  | { readonly kind: "list"; readonly json: boolean }
  | { readonly kind: "show"; readonly name: string }
  | {
      readonly kind: "write";
      readonly names: readonly string[];
      readonly folder: string;
      readonly seed: number | null;
    };

/** Reads the arguments of `tocsin outages`; refuses what makes no sense with code 2. `known` are all names. */
export function outagesRequestOf(
  { positionals: [what = "list", ...names], values, flags }: ParsedArguments,
  known: readonly string[],
): OutagesRequest {
  for (const name of names) if (!known.includes(name) && name !== "all") throw unknownOutage(name, known);
  const [name, ...others] = names;
  if (what === "list") {
    if (name !== undefined)
      throw usageFault("tocsin outages list takes no name", "tocsin outages show NAME tells of one.");
    return { kind: "list", json: flags.has("json") };
  }
  if (what === "show") {
    if (name === undefined || name === "all" || others.length > 0)
      throw usageFault("tocsin outages show takes the name of one outage", namesOf(known));
    return { kind: "show", name };
  }
  if (what !== "write")
    throw usageFault(`tocsin outages has no ${what}: there is list, show and write`, meantBy(what, known));
  if (name === undefined)
    throw usageFault("tocsin outages write takes the names of outages, or all", namesOf(known));
  return {
    kind: "write",
    names: names.includes("all") ? known : names,
    folder: values.get("out") ?? "out",
    seed: seedOf(values.get("seed")),
  };
}

/** Code 2, with what was probably meant. */
export function unknownOutage(name: string, known: readonly string[]): Error {
  const meant = closest(name, known);
  return usageFault(`there is no outage ${name}`, meant === null ? namesOf(known) : `Did you mean ${meant}?`);
}

const namesOf = (known: readonly string[]): string => `There is ${known.join(", ")}.`;

const meantBy = (what: string, known: readonly string[]): string =>
  known.includes(what) ? `Did you mean tocsin outages show ${what}?` : "See tocsin outages --help.";

function seedOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageFault(`--seed takes a whole number of 0 or more, not ${text}`);
}
