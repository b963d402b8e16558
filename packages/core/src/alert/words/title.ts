import type { AlertData } from "../event.ts";
import { failingWords, type Form } from "./failing.ts";
import { cut, listed } from "./names.ts";
import { sharedBriefly } from "./explanation.ts";
import { clockOf, durationOf } from "./times.ts";

const mostOfTitle = 120;
const room = { names: 2, nameLength: 24 } as const;

/** Services that the incident is about. */
export const affected = ({ services }: AlertData): readonly string[] =>
  services.filter(({ role }) => role === "member" || role === "suspected").map(({ service }) => service);

/** One line of at most 120 characters: what fails, since when, and what is shared. */
export function titleOf(data: AlertData, implied: string | null): string {
  const sentence = told(data);
  const shared = data.scope === "simultaneous" ? sharedBriefly(data, implied) : null;
  const whole = shared === null ? sentence : `${sentence}; shared: ${shared}`;
  return cut(`${retractedWords(data)}${whole}`, mostOfTitle);
}

const retractedWords = ({ status, supersededBy }: AlertData): string => {
  if (status !== "retracted") return "";
  return supersededBy === undefined ? "Taken back: " : "Part of a larger incident: ";
};

function told(data: AlertData): string {
  const names = affected(data);
  const form = { many: names.length !== 1, over: data.status !== "open" };
  const who = listed(names, room);
  const when = whenOf(data);
  switch (data.scope) {
    case "simultaneous":
    case "isolated":
      return `${who} ${failingWords(data.shape?.name ?? null, form)} ${when}`;
    case "reports-only":
      return `Users ${form.over ? "reported" : "report"} trouble with ${who} ${when}; telemetry shows none`;
    case "source":
      return `${sourceWords(data, form)} ${when}`;
    case "blind":
      return `${form.over ? "No telemetry came" : "No telemetry comes"} ${when}: nothing can be said`;
  }
}

function whenOf({ onset, resolvedAt, status }: AlertData): string {
  if (resolvedAt !== undefined)
    return `from ${clockOf(onset)} to ${clockOf(resolvedAt)} UTC (${durationOf(onset, resolvedAt)})`;
  return `${status === "open" ? "since" : "from"} ${clockOf(onset)} UTC${status === "open" ? "" : " on"}`;
}

/** What is wrong with the sources at fault. */
export function sourceWords(
  { sources = [], failingSources = [] }: AlertData,
  { over }: Pick<Form, "over">,
): string {
  const silent = sources.filter((name) => !failingSources.includes(name));
  const told: string[] = [];
  if (silent.length > 0) told.push(`${over ? "nothing came" : "nothing comes"} from ${listed(silent, room)}`);
  if (failingSources.length > 0)
    told.push(
      `${listed(failingSources, room)} alone ${seeing(failingSources.length, over)} failures everywhere`,
    );
  return sentenceCase(told.join(", and "));
}

const seeing = (sources: number, over: boolean): string => (over ? "saw" : sources === 1 ? "sees" : "see");

/** With a capital, where it begins with a word of ours and not with a name. */
const sentenceCase = (text: string): string => (text.startsWith("nothing ") ? `N${text.slice(1)}` : text);
