import type { IncidentScope, Summary, Topology } from "@tocsin/contracts";
import { formatClock, formatDate } from "../client/utc.js";
import type { IncidentRecord } from "../record/incident-log.ts";
import { doubtHeadline, doubtReasons, refusedWords } from "../words/doubt-words.ts";
import { durationOf } from "../words/moments.ts";
import { listed } from "../words/numbers.ts";
import { oddsWords, sharedWords } from "./component-words.ts";
import { type NameOf, capitalised, countInWords, lengthInWords, timesInWords } from "./words.ts";

/** The answer in one sentence, and what else is worth knowing in a paragraph or two. */
export interface Verdict {
  /** What was refused, which is told before the answer; null where nothing was. */
  readonly notice: string | null;
  readonly headline: string;
  readonly paragraphs: readonly string[];
}

export interface VerdictInput {
  readonly records: readonly IncidentRecord[];
  readonly summary: Summary;
  readonly topology: Topology | null;
  readonly nameOf: NameOf;
}

export function verdictOf(input: VerdictInput): Verdict {
  return { notice: refusedWords(input.summary, input.nameOf), ...answerOf(input) };
}

function answerOf(input: VerdictInput): Omit<Verdict, "notice"> {
  const together = input.records.filter(
    ({ outcome }) => outcome.scope === "simultaneous" && outcome.status !== "retracted",
  );
  const [first] = together;
  const doubts = doubtReasons(input.summary, input.nameOf);
  const rest = restOf(input.summary, together.length).join(" ");
  const others =
    together.length > 0 && doubts.length > 0 ? ["Whether others failed too cannot be said."] : [];
  const doubt = [...others, ...doubts].join(" ");
  const paragraphs = (told: readonly string[]): string[] =>
    [...told, doubt, rest].filter((text) => text !== "");
  if (first === undefined) return { headline: quietHeadline(input.summary), paragraphs: paragraphs([]) };
  if (together.length === 1) {
    return { headline: togetherHeadline(first, input), paragraphs: paragraphs([togetherMore(first, input)]) };
  }
  const count = capitalised(timesInWords(together.length));
  return {
    headline: `${count}, services failed together.`,
    paragraphs: paragraphs(together.map((record) => togetherHeadline(record, input))),
  };
}

function togetherHeadline({ outcome, latest }: IncidentRecord, { topology }: VerdictInput): string {
  const who = capitalised(countInWords(outcome.members.length, "service"));
  const when = `${formatDate(outcome.onsetMs)} at ${formatClock(outcome.onsetMs)} UTC`;
  return `${who} failed together on ${when}: ${sharedWords(latest.data, topology)}.`;
}

function togetherMore(record: IncidentRecord, { nameOf, topology, summary }: VerdictInput): string {
  const { outcome, latest } = record;
  const knownMs = outcome.announcedMs.simultaneous ?? Date.parse(latest.data.detectedAt);
  const { component } = latest.data;
  const lasted =
    outcome.endMs === null
      ? notOver(summary, outcome.incident)
      : `It was over after ${durationOf(outcome.endMs - outcome.onsetMs)}.`;
  return [
    `They are ${listed(outcome.members.map(nameOf))}.`,
    `This was known at ${formatClock(knownMs)} UTC, ${durationOf(knownMs - outcome.onsetMs)} after the onset.`,
    ...(component === null ? [] : [`The odds for ${component.name} are ${oddsWords(component, topology)}.`]),
    lasted,
  ].join(" ");
}

function notOver({ incidents }: Summary, incident: string): string {
  const since = incidents.find((one) => one.incident === incident)?.quietSince ?? null;
  if (since === null) return "It was not over when the recording ended.";
  return `It looks over since ${formatClock(Date.parse(since))} UTC, but the recording ends before that is certain.`;
}

function quietHeadline(summary: Summary): string {
  if (summary.from === null) return "There is nothing to judge: no reading was accepted.";
  if (summary.doubts.length > 0) return doubtHeadline;
  const happened = (scope: IncidentScope): boolean => countOf(summary, scope) > 0;
  if (happened("isolated")) return "No services failed together; some failed alone.";
  if (happened("blind")) return "All input fell silent for a time; no failure was seen otherwise.";
  if (happened("reports-only")) return complaintsHeadline(summary);
  if (happened("source")) return "An observer failed, but no service did.";
  return "No service failed.";
}

/** Telemetry shows nothing of services of which there was none. */
function complaintsHeadline({ incidents }: Summary): string {
  const isBlind = incidents.some(
    ({ status, withoutTelemetry }) => status !== "retracted" && withoutTelemetry.length > 0,
  );
  return isBlind
    ? "People complained about services of which there was no telemetry."
    : "People complained, but telemetry shows no failure.";
}

function restOf(summary: Summary, together: number): string[] {
  const period =
    summary.from === null || summary.to === null ? 0 : Date.parse(summary.to) - Date.parse(summary.from);
  const told = (scope: IncidentScope, words: (count: number) => string): string[] => {
    const count = countOf(summary, scope);
    return count === 0 ? [] : [`${capitalised(words(count))}.`];
  };
  const besides = together > 0 ? "besides, " : "";
  return [
    ...told(
      "isolated",
      (count) =>
        `${besides}${countInWords(count, "service failure")} stayed isolated in ${lengthInWords(period)}`,
    ),
    ...told("reports-only", (count) => `${timesInWords(count)}, people complained and nothing else was seen`),
    ...told("source", (count) => `${timesInWords(count)}, an observer failed and was not believed`),
    ...told("blind", (count) => `${timesInWords(count)}, all input fell silent`),
  ];
}

function countOf(summary: Summary, scope: IncidentScope): number {
  return summary.incidents.filter((each) => each.scope === scope && each.status !== "retracted").length;
}
