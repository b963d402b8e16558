import { parseIso } from "@tocsin/core";
import type { Step } from "@tocsin/worlds/perturbation";
import type { ParsedArguments } from "../arguments/parse.ts";
import { usageFault } from "../exit-codes.ts";
import { parseDuration } from "../import/duration.ts";
import { stepsOf } from "./parse-steps.ts";

/** What becomes of recorded messages before they are judged or sent. */
export interface Changes {
  /** Messages that arrived from then on, and before then; null: no such limit. */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
  readonly shift: Shift | null;
  readonly perturb: readonly Step[];
  readonly seed: number;
}

export const nothingChanged: Changes = { fromMs: null, untilMs: null, shift: null, perturb: [], seed: 1 };

/** Whole windows by which all times are moved: so much, or so that the first message arrives then at the latest. */
export type Shift =
  | { readonly kind: "by"; readonly ms: number }
  | { readonly kind: "to"; readonly timeMs: number }
  | { readonly kind: "now" };

/** Reads what `tocsin replay` is to change; refuses what makes no sense with code 2. */
export function changesOf({ values }: Pick<ParsedArguments, "values">): Changes {
  const fromMs = timeOf("from", values.get("from"));
  const to = values.get("to");
  if (to !== undefined && to !== "kafka" && values.has("until"))
    throw usageFault("--to TIME and --until TIME say the same");
  const untilMs = timeOf("until", values.get("until")) ?? (to === "kafka" ? null : timeOf("to", to));
  if (fromMs !== null && untilMs !== null && untilMs <= fromMs) {
    throw usageFault(`--${to === undefined || to === "kafka" ? "until" : "to"} is not after --from`);
  }
  const perturb = values.get("perturb");
  if (perturb === undefined && values.has("seed")) throw usageFault("--seed goes with --perturb alone");
  return {
    fromMs,
    untilMs,
    shift: shiftOf(values.get("shift")),
    perturb: perturb === undefined ? [] : stepsOf(perturb),
    seed: seedOf(values.get("seed") ?? "1"),
  };
}

/** Whether anything is changed at all. */
export const isChanging = ({ fromMs, untilMs, shift, perturb }: Changes): boolean =>
  fromMs !== null || untilMs !== null || shift !== null || perturb.length > 0;

function timeOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const timeMs = parseIso(text);
  if (timeMs !== null) return timeMs;
  const words = option === "to" ? "kafka or a time with its offset" : "a time with its offset";
  throw usageFault(`--${option} takes ${words}, not ${text}`, "For example 2021-10-04T15:00:00Z.");
}

function shiftOf(text: string | undefined): Shift | null {
  if (text === undefined) return null;
  if (text === "now") return { kind: "now" };
  const timeMs = parseIso(text);
  if (timeMs !== null) return { kind: "to", timeMs };
  const ms = parseDuration(text.replace(/^[+-]/, ""));
  if (ms !== null && /^[+-]/.test(text)) return { kind: "by", ms: text.startsWith("-") ? -ms : ms };
  throw usageFault(
    `--shift takes now, a time with its offset, or a duration with its sign, not ${text}`,
    "For example now, 2026-01-01T00:00:00Z, +7d or --shift=-2h.",
  );
}

function seedOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageFault(`--seed takes a whole number of 0 or more, not ${text}`);
}
