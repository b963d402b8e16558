import { type FailureKind, failureKinds, type FamilyName, familyNames } from "@tocsin/worlds";
import type { ParsedArguments } from "../arguments/parse.ts";
import { didYouMean } from "../arguments/suggestion.ts";
import { usageFault } from "../exit-codes.ts";

export interface FailureRequest {
  readonly kind: FailureKind;
  /** Minute of the world at which it begins. */
  readonly minute: number;
}

export interface SimulateRequest {
  readonly family: FamilyName;
  readonly seed: number;
  readonly days: number;
  readonly failures: readonly FailureRequest[];
  readonly wrongEdges: boolean;
  readonly residualsFile: string | null;
  /** The recording; topology and labels lie beside it. */
  readonly outFile: string;
  readonly topologyFile: string;
  readonly labelsFile: string;
  readonly quiet: boolean;
}

const mostDays = 1000;
const noon = 720;
const minutesPerDay = 1440;

/** Reads the arguments of `tocsin simulate`; refuses what makes no sense with code 2. */
export function simulateRequestOf({ values, flags }: ParsedArguments): SimulateRequest {
  const outFile = outOf(values.get("out"));
  const days = wholeNumber("days", values.get("days") ?? "7");
  if (days < 1 || days > mostDays)
    throw usageFault(`--days takes a number from 1 to ${mostDays}, not ${days}`);
  const beside = outFile.replace(/\.jsonl(\.gz)?$/, "");
  return {
    family: oneOf("family", values.get("family") ?? "factors", familyNames),
    seed: wholeNumber("seed", values.get("seed") ?? "1"),
    days,
    failures: failuresOf(values.get("failure"), days),
    wrongEdges: flags.has("wrong-edges"),
    residualsFile: values.get("residuals") ?? null,
    outFile,
    topologyFile: `${beside}.topology.json`,
    labelsFile: `${beside}.labels.json`,
    quiet: flags.has("quiet"),
  };
}

function outOf(text: string | undefined): string {
  if (text === undefined) throw usageFault("say with --out where the recording is to be written");
  if (/\.jsonl(\.gz)?$/.test(text)) return text;
  throw usageFault(`--out must end in .jsonl or .jsonl.gz, not ${text}`);
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw usageFault(`--${option} takes a whole number of 0 or more, not ${text}`);
}

function oneOf<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  const refusal = `--${option} takes ${words.join(", ")}, not ${text}`;
  throw usageFault(refusal, didYouMean(text, words));
}

/** `cascade@7560,x2@9000`; without a minute at noon of the last day. */
function failuresOf(text: string | undefined, days: number): readonly FailureRequest[] {
  if (text === undefined) return [];
  return text.split(",").map((one) => {
    const [kind = "", minute, ...more] = one.split("@");
    if (more.length > 0) throw usageFault(`--failure takes KIND@MINUTE, not ${one}`);
    return {
      kind: oneOf("failure", kind, failureKinds),
      minute: minute === undefined ? (days - 1) * minutesPerDay + noon : wholeNumber("failure KIND@", minute),
    };
  });
}
