import type { ParsedArguments } from "../arguments/parse.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { usageFault } from "../exit-codes.ts";

export interface CareToTell {
  readonly action: "ack";
  readonly incident: string;
  /** Null: who is logged in. */
  readonly by: string | null;
  readonly note: string | null;
  /** Nobody takes care any more. */
  readonly isWithdrawn: boolean;
}

export type NotifyRequest = { readonly configFile: string | null } & (
  | CareToTell
  | { readonly action: "test" }
  | { readonly action: "list"; readonly json: boolean }
);

const actions = ["test", "ack", "list"] as const;

/** Reads the arguments of `tocsin notify`; refuses what makes no sense with code 2. */
export function notifyRequestOf({ positionals, values, flags }: ParsedArguments): NotifyRequest {
  const configFile = values.get("config") ?? null;
  const [word, incident, more] = positionals;
  const there = "There is test, ack and list.";
  if (word === undefined) throw usageFault("tocsin notify needs to be told what to do", there);
  const action = actions.find((one) => one === word);
  if (action === undefined)
    throw usageFault(`tocsin notify cannot ${word}`, didYouMean(word, actions, "tocsin notify ") ?? there);
  if (action !== "ack") {
    const foreign =
      ["by", "note"].find((name) => values.has(name)) ?? (flags.has("withdraw") ? "withdraw" : null);
    if (foreign !== null) throw usageFault(`--${foreign} goes with tocsin notify ack alone`);
    if (incident !== undefined)
      throw usageFault(`tocsin notify ${action} takes no further argument: ${incident}`);
  }
  if (flags.has("json") && action !== "list") throw usageFault("--json goes with tocsin notify list alone");
  if (action === "test") return { configFile, action };
  if (action === "list") return { configFile, action, json: flags.has("json") };
  if (more !== undefined) throw usageFault(`tocsin notify ack takes no further argument: ${more}`);
  return { configFile, ...careOf(incident, values, flags) };
}

function careOf(
  incident: string | undefined,
  values: ParsedArguments["values"],
  flags: ParsedArguments["flags"],
): CareToTell {
  if (incident === undefined)
    throw usageFault(
      "tocsin notify ack needs the incident that somebody takes care of",
      "tocsin inspect incidents shows the incidents.",
    );
  const [by, note] = [values.get("by") ?? null, values.get("note") ?? null];
  if (by !== null && (by === "" || by.length > 100)) throw usageFault("--by takes 1 to 100 characters");
  if (note !== null && (note === "" || note.length > 500))
    throw usageFault("--note takes 1 to 500 characters");
  return { action: "ack", incident, by, note, isWithdrawn: flags.has("withdraw") };
}
