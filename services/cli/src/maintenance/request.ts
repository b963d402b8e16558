import { CommandId, Name } from "@tocsin/contracts";
import { parseIso } from "@tocsin/core";
import type { ParsedArguments } from "../arguments/parse.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { usageFault } from "../exit-codes.ts";
import { parseDuration } from "../import/duration.ts";

export interface WorkToAdd {
  readonly action: "add";
  /** Null: one is made up. */
  readonly id: string | null;
  readonly services: readonly string[];
  readonly components: readonly string[];
  /** Null: now. */
  readonly fromMs: number | null;
  readonly until:
    | { readonly kind: "time"; readonly toMs: number }
    | { readonly kind: "length"; readonly lengthMs: number }
    | { readonly kind: "open" };
  readonly note: string | null;
}

export type MaintenanceRequest = {
  readonly configFile: string | null;
  readonly topologyFile: string | null;
} & (
  | WorkToAdd
  | { readonly action: "list"; readonly json: boolean }
  | { readonly action: "end"; readonly id: string }
);

const actions = ["add", "list", "end"] as const;
const onlyAdd = ["id", "services", "components", "from", "to", "for", "note"] as const;

/** Reads the arguments of `tocsin maintenance`; refuses what makes no sense with code 2. */
export function maintenanceRequestOf(parsed: ParsedArguments): MaintenanceRequest {
  const { positionals, values, flags } = parsed;
  const [action, id] = actionOf(positionals);
  const files = { configFile: values.get("config") ?? null, topologyFile: values.get("topology") ?? null };
  if (action === "add") return { ...files, ...workOf(parsed) };
  const foreign = onlyAdd.find((name) => values.has(name)) ?? (flags.has("open") ? "open" : undefined);
  if (foreign !== undefined) throw usageFault(`--${foreign} goes with tocsin maintenance add alone`);
  if (action === "list") return { ...files, action, json: flags.has("json") };
  if (flags.has("json")) throw usageFault("--json goes with tocsin maintenance list alone");
  return { ...files, action, id: idOf(id as string) };
}

function actionOf([word, argument, more]: readonly string[]): [(typeof actions)[number], string | undefined] {
  const there = "There is add, list and end.";
  if (word === undefined) throw usageFault("tocsin maintenance needs to be told what to do", there);
  const action = actions.find((one) => one === word);
  if (action === undefined) {
    throw usageFault(
      `tocsin maintenance cannot ${word}`,
      didYouMean(word, actions, "tocsin maintenance ") ?? there,
    );
  }
  if (action === "end" && argument === undefined) {
    throw usageFault(
      "tocsin maintenance end needs the ID of what is over",
      "tocsin maintenance list shows it.",
    );
  }
  const surplus = action === "end" ? more : argument;
  if (surplus !== undefined)
    throw usageFault(`tocsin maintenance ${action} takes no further argument: ${surplus}`);
  return [action, argument];
}

function workOf({ values, flags }: ParsedArguments): WorkToAdd {
  if (flags.has("json")) throw usageFault("--json goes with tocsin maintenance list alone");
  const services = namesOf("services", values.get("services"));
  const components = namesOf("components", values.get("components"));
  if (services.length + components.length === 0) {
    throw usageFault(
      "tocsin maintenance add needs to know what is worked on",
      "Write --services a,b or --components x, or both.",
    );
  }
  const [id, from, note] = [values.get("id"), values.get("from"), values.get("note") ?? null];
  const fromMs = from === undefined ? null : timeOf("from", from);
  const until = untilOf(values.get("to"), values.get("for"), flags.has("open"));
  if (until.kind === "time" && fromMs !== null && until.toMs <= fromMs) {
    throw usageFault("--to is not after --from");
  }
  if (note !== null && note.length > 500) throw usageFault("--note takes at most 500 characters");
  return { action: "add", id: id === undefined ? null : idOf(id), services, components, fromMs, until, note };
}

function namesOf(option: string, text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const names = text.split(",").map((name) => Name.safeParse(name.trim()));
  const faulty = names.find(({ success }) => !success);
  if (faulty !== undefined) {
    throw usageFault(`--${option} takes names by commas: ${faulty.error?.issues[0]?.message ?? "no name"}`);
  }
  return [...new Set(names.map(({ data }) => data as string))];
}

function untilOf(to: string | undefined, length: string | undefined, isOpen: boolean): WorkToAdd["until"] {
  if ([to !== undefined, length !== undefined, isOpen].filter(Boolean).length !== 1) {
    throw usageFault(
      "tocsin maintenance add needs one of --to, --for and --open",
      "--open lasts until tocsin maintenance end.",
    );
  }
  if (to !== undefined) return { kind: "time", toMs: timeOf("to", to) };
  if (length === undefined) return { kind: "open" };
  const lengthMs = parseDuration(length);
  if (lengthMs !== null && lengthMs > 0) return { kind: "length", lengthMs };
  throw usageFault(
    `--for ${length} is not a duration`,
    "Write a whole number and its unit, such as 30m, 2h or 1d.",
  );
}

function timeOf(option: string, text: string): number {
  const timeMs = parseIso(text);
  if (timeMs !== null) return timeMs;
  throw usageFault(
    `--${option} takes a time with its offset, not ${text}`,
    "For example 2026-11-29T02:00:00+01:00, or 2026-11-29T01:00:00Z.",
  );
}

function idOf(text: string): string {
  const checked = CommandId.safeParse(text);
  if (checked.success) return checked.data;
  throw usageFault(`${text} is no id: ${checked.error.issues[0]!.message}`);
}
