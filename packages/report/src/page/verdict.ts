import type { AlertData, IncidentScope, Summary } from "@tocsin/contracts";
import { formatClock } from "../client/utc.js";
import type { IncidentRecord } from "../record/incident-log.ts";
import { summaryOf, titleOf } from "../words/alert-words.ts";
import { doubtHeadline, doubtReasons, refusedWords } from "../words/doubt-words.ts";
import { durationOf } from "../words/moments.ts";
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
  readonly nameOf: NameOf;
}

export function verdictOf(input: VerdictInput): Verdict {
  return { notice: refusedWords(input.summary, input.nameOf), ...answerOf(input) };
}

function answerOf({ records, summary, nameOf }: VerdictInput): Omit<Verdict, "notice"> {
  const together = records.filter(
    ({ outcome }) => outcome.scope === "simultaneous" && outcome.status !== "retracted",
  );
  const { headline, paragraphs, isAll } = answer(together, records, summary);
  const doubts = doubtReasons(summary, nameOf);
  const others =
    together.length > 0 && doubts.length > 0 ? ["Whether others failed too cannot be said."] : [];
  const doubt = [...others, ...doubts].join(" ");
  const rest = isAll ? "" : restOf(summary, together.length).join(" ");
  return { headline, paragraphs: [...paragraphs, doubt, rest].filter((text) => text !== "") };
}

interface Answer extends Omit<Verdict, "notice"> {
  /** Whether there is nothing besides. */
  readonly isAll: boolean;
}

const said = (headline: string): Answer => ({ headline, paragraphs: [], isAll: false });

function answer(
  together: readonly IncidentRecord[],
  records: readonly IncidentRecord[],
  summary: Summary,
): Answer {
  const [first, second] = together;
  if (first === undefined) return quietAnswer(records, summary);
  if (second === undefined) return alertAnswer(first, summary);
  const count = capitalised(timesInWords(together.length));
  return {
    ...said(`${count}, services failed together.`),
    paragraphs: together.map(({ latest }) => wordsOf(latest.data)),
  };
}

/** What the newest alert says, in its own words. */
const alertAnswer = (record: IncidentRecord, summary: Summary): Answer => ({
  ...said(titleOf(record.latest.data)),
  paragraphs: [summaryOf(record.latest.data), courseOf(record, summary)],
});

/** When it was known, and how it stood when the recording ended: what the alert itself does not say. */
function courseOf({ outcome, latest }: IncidentRecord, summary: Summary): string {
  const knownMs = outcome.announcedMs[outcome.scope] ?? Date.parse(latest.data.detectedAt);
  const known = `This was known at ${formatClock(knownMs)} UTC, ${durationOf(knownMs - outcome.onsetMs)} after the onset.`;
  return outcome.endMs === null ? `${known} ${notOver(summary, outcome.incident)}` : known;
}

function notOver({ incidents }: Summary, incident: string): string {
  const since = incidents.find((one) => one.incident === incident)?.quietSince ?? null;
  if (since === null) return "It was not over when the recording ended.";
  return `It looks over since ${formatClock(Date.parse(since))} UTC, but the recording ends before that is certain.`;
}

/** What is said where no services failed together; a single incident tells the rest in its own words. */
function quietAnswer(records: readonly IncidentRecord[], summary: Summary): Answer {
  const standing = records.filter(({ outcome }) => outcome.status !== "retracted");
  const [only] = standing;
  const headline = quietHeadline(summary);
  if (only === undefined || standing.length > 1) return said(headline);
  const { latest } = only;
  return { headline, paragraphs: [wordsOf(latest.data), courseOf(only, summary)], isAll: true };
}

function quietHeadline(summary: Summary): string {
  if (summary.from === null) return "There is nothing to judge: no reading was accepted.";
  if (summary.doubts.length > 0) return doubtHeadline;
  const happened = (scope: IncidentScope): boolean => countOf(summary, scope) > 0;
  if (happened("isolated")) return "No services failed together; some failed alone.";
  if (happened("blind")) return "All input fell silent for a time; no failure was seen otherwise.";
  if (happened("reports-only")) return "People complained; no services were found to fail together.";
  if (happened("source")) return "An observer failed, but no service did.";
  return "No service failed.";
}

/** Title and summary as one paragraph. */
const wordsOf = (data: AlertData): string => `${titleOf(data)}. ${summaryOf(data)}`;

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
    ...told(
      "reports-only",
      (count) => `${timesInWords(count)}, people complained, and nothing else told of a failure`,
    ),
    ...told("source", (count) => `${timesInWords(count)}, an observer failed and was not believed`),
    ...told("blind", (count) => `${timesInWords(count)}, all input fell silent`),
  ];
}

function countOf(summary: Summary, scope: IncidentScope): number {
  return summary.incidents.filter((each) => each.scope === scope && each.status !== "retracted").length;
}
