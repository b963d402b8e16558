import type { AlertData } from "../event.ts";
import { failedWords, failingWords, worstWords } from "./failing.ts";
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
  const alone = data.scope === "isolated" && data.status !== "retracted" ? aloneWords(data) : null;
  if (alone !== null) return alone;
  const isShared = data.scope === "simultaneous" && data.status !== "retracted";
  const shared = isShared ? sharedBriefly(data, implied) : null;
  const beginning = retractedWords(data);
  const inFull = `${beginning}${told(data, whenOf(data))}${shared === null ? "" : `; shared: ${shared}`}`;
  if (inFull.length <= mostOfTitle || shared === null) return cut(inFull, mostOfTitle);
  return cut(`${beginning}${told(data, brieflyWhen(data))}; shared: ${shared}`, mostOfTitle);
}

/** One service alone has room for how bad it is; null where that is not known, or too long. */
function aloneWords(data: AlertData): string | null {
  const worst = worstWords(data, data.status !== "open");
  const title = `${told(data, whenOf(data))}: ${worst}`;
  return worst === null || title.length > mostOfTitle ? null : title;
}

const retractedWords = ({ status, supersededBy }: AlertData): string => {
  if (status !== "retracted") return "";
  return supersededBy === undefined ? "Taken back: " : "Part of a larger incident: ";
};

function told(data: AlertData, when: string): string {
  const names = affected(data);
  const many = names.length !== 1;
  const over = data.status !== "open";
  const who = listed(names, room);
  const shape = data.shape?.name ?? null;
  switch (data.scope) {
    case "simultaneous":
    case "isolated":
      return `${who} ${over ? failedWords(shape, many) : failingWords(shape, many)} ${when}`;
    case "reports-only":
      return `Users ${over ? "reported" : "reporting"} trouble with ${who} ${when}; ${telemetryBriefly(data)}`;
    case "source":
      return capital(`${sourceWords(data, over ? "past" : "headline")} ${when}`);
    case "blind":
      return `No telemetry ${when}: nothing ${over ? "could" : "can"} be said of any service`;
  }
}

/** What telemetry says of those that people complain about. */
function telemetryBriefly(data: AlertData): string {
  const { measured, unmeasured } = suspectedOf(data);
  if (unmeasured.length === 0) return isIncomplete(data) ? "telemetry is incomplete" : "telemetry shows none";
  return measured.length === 0 ? "there is no telemetry of them" : "telemetry of some is missing";
}

/** From here on so much of the expected telemetry is there that its lack is not worth a word. */
const nearlyComplete = 0.95;
export const isIncomplete = ({ completeness }: AlertData): boolean =>
  completeness !== null && completeness < nearlyComplete;

/** Those that people complain about, with telemetry of their own and without. */
export function suspectedOf({ services }: AlertData) {
  const suspected = services.filter(({ role }) => role === "suspected");
  const names = (isUnmeasured: boolean): readonly string[] =>
    suspected.filter(({ unmeasured = false }) => unmeasured === isUnmeasured).map(({ service }) => service);
  return { measured: names(false), unmeasured: names(true) };
}

function whenOf({ onset, resolvedAt, status }: AlertData): string {
  if (resolvedAt !== undefined)
    return `from ${clockOf(onset)} to ${clockOf(resolvedAt)} UTC (${durationOf(onset, resolvedAt)})`;
  return `${status === "open" ? "since" : "from"} ${clockOf(onset)} UTC${status === "open" ? "" : " on"}`;
}

/** The same where there is no room: how long it was says more than when it ended. */
const brieflyWhen = (data: AlertData): string =>
  data.resolvedAt === undefined
    ? whenOf(data)
    : `for ${durationOf(data.onset, data.resolvedAt)} from ${clockOf(data.onset)} UTC`;

/** How it is said: as a headline, as a sentence of what goes on, or of what is over. */
type Voice = "headline" | "now" | "past";

/** What is wrong with the sources at fault. */
export function sourceWords({ sources = [], failingSources = [] }: AlertData, voice: Voice): string {
  const silent = sources.filter((name) => !failingSources.includes(name));
  if (sources.length === 0) silent.push("an observer");
  const come = { headline: "nothing", now: "nothing has come", past: "nothing came" }[voice];
  const seeing = {
    headline: "seeing",
    now: failingSources.length === 1 ? "has seen" : "have seen",
    past: "saw",
  }[voice];
  return [
    ...(silent.length > 0 ? [`${come} from ${listed(silent, room)}`] : []),
    ...(failingSources.length > 0
      ? [`${listed(failingSources, room)} alone ${seeing} failures everywhere`]
      : []),
  ].join(", and ");
}

/** With a capital, where it begins with a word of ours and not with a name. */
const capital = (text: string): string => (text.startsWith("nothing ") ? `N${text.slice(1)}` : text);
