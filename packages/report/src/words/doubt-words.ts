import type { Doubt, Refused, Summary } from "@tocsin/contracts";
import { counted, grouped, listed, percent } from "./numbers.ts";

/** What the words about doubt are made of; a summary has it. */
export interface Doubted extends Pick<Summary, "refusedSeries"> {
  readonly refused: Refused;
  readonly doubts: readonly Doubt[];
}

type NameOf = (service: string) => string;

/** A sentence's worth; the summary has more. */
const mostNamed = 5;

/** What share of the lines was refused, and whose; null where nothing was. It stands before every verdict. */
export function refusedWords({ refused }: Pick<Doubted, "refused">, nameOf: NameOf): string | null {
  if (refused.refused === 0) return null;
  const total = `${grouped(refused.refused)} of ${counted(refused.of, "line")}`;
  const are = refused.refused === 1 ? "was" : "were";
  return `${total} (${percent(refused.share)}) ${are} refused${touched(refused, nameOf)}.`;
}

function touched(refused: Refused, nameOf: NameOf): string {
  const named = refused.services.slice(0, mostNamed);
  const parts = named.map((one) => `${nameOf(one.service)} ${grouped(one.refused)} of ${grouped(one.of)}`);
  const left = refused.services.length - named.length + refused.servicesLeftOut;
  if (left > 0) parts.push(counted(left, "more service"));
  if (refused.ofUnknownService > 0) parts.push(`${grouped(refused.ofUnknownService)} of an unknown service`);
  return parts.length === 0 ? "" : `: ${listed(parts)}`;
}

/** Takes the place of words that nothing failed. */
export const doubtHeadline = "Whether services failed together cannot be said.";

/** Why it cannot be said, a sentence for each doubt. */
export function doubtReasons({ doubts, refused, refusedSeries }: Doubted, nameOf: NameOf): readonly string[] {
  const reasons: Readonly<Record<Doubt, string>> = {
    "refused-lines": `Of all lines ${percent(refused.share)} were refused, more than the ${percent(refused.limit)} of --max-refused.`,
    "refused-service-lines": `Of the lines of ${overLimit(refused, nameOf)} more than the ${percent(refused.limit)} of --max-refused were refused.`,
    "broken-file": "A file was not read to its end, and what the rest holds is not known.",
    "no-telemetry": "There was no telemetry but people's reports.",
    "short-telemetry":
      "There was too little telemetry: a service is judged when it was seen for an hour and twenty times.",
    "refused-series": refusedSeriesWords(refusedSeries, nameOf),
    "excluded-past":
      "Nothing could be learned of a service or more, whose past is excluded (`exclude`): it was not judged.",
  };
  return doubts.map((doubt) => reasons[doubt]);
}

function refusedSeriesWords(of: Doubted["refusedSeries"], nameOf: NameOf): string {
  if (of === undefined) return "There were more series than are kept, and what the others said was not seen.";
  const { series, byCode, examples } = of;
  const limits = [
    ["series-limit", "bounds.maxSeries"],
    ["new-series-limit", "bounds.maxNewSeriesPerHour"],
  ].flatMap(([code, setting]) => (byCode[code!] === undefined ? [] : [setting!]));
  return `${counted(series, "series was", "series were")} not seen, because there are more than ${limits.join(" and ")} allows: such as of ${listed(examples.map(nameOf))}. Look who sends so many names, or raise it.`;
}

function overLimit({ overLimit: services }: Refused, nameOf: NameOf): string {
  const names = services.slice(0, mostNamed).map(nameOf);
  const left = services.length - names.length;
  return listed(left > 0 ? [...names, counted(left, "more", "more")] : names);
}
