import {
  clockOf,
  counted,
  doubtHeadline,
  doubtReasons,
  durationOf,
  grouped,
  momentOf,
  refusedWords,
  summaryOf,
  titleOf,
} from "@tocsin/report/words";
import { type Block, paragraph, span } from "../terminal/layout.ts";
import type { IncidentHistory } from "./incident-history.ts";
import { displayName, standing, type Story } from "./story.ts";

/** The answer first: what the alert of those that failed together says; or that nothing did. Before it what was refused. */
export function headline(story: Story): readonly Block[] {
  return [...refused(story), ...verdict(story)];
}

function refused(story: Story): readonly Block[] {
  const words = refusedWords(story, (service) => displayName(story, service));
  return words === null ? [] : [paragraph(0, [span(words, story.doubts.length > 0 ? "warning" : "plain")])];
}

function verdict(story: Story): readonly Block[] {
  const together = standing(story, "simultaneous");
  if (together.length === 0) return quietVerdict(story);
  return [...answers(together, story), ...doubtOfOthers(story)];
}

function answers(together: readonly IncidentHistory[], story: Story): readonly Block[] {
  if (together.length === 1) return answer(together[0]!, story);
  const count = paragraph(0, [
    span(`${counted(together.length, "time")} several services failed together.`, "alarm"),
  ]);
  return [count, ...together.flatMap((history) => answer(history, story))];
}

/** The newest alert in its own words, and how it stood when the recording ended. */
function answer({ outcome, latest: { data } }: IncidentHistory, story: Story): readonly Block[] {
  const standing = endingWords(outcome, story);
  return [
    paragraph(0, [span(titleOf(data), "alarm")]),
    paragraph(0, [span(summaryOf(data), "strong")]),
    ...(standing === null ? [] : [paragraph(0, [span(standing, "warning")])]),
  ];
}

function endingWords({ incident, endMs }: IncidentHistory["outcome"], { quiet }: Story): string | null {
  if (endMs !== null) return null;
  const since = quiet.get(incident);
  if (since === undefined) return "It was not over when the recording ended.";
  return `It looks over since ${clockOf(since.sinceMs)}, but the recording ended before ${durationOf(since.neededMs)} of that had passed.`;
}

/** What was found stands; that nobody else failed does not. */
function doubtOfOthers(story: Story): readonly Block[] {
  if (story.doubts.length === 0) return [];
  const words = `Whether others failed too cannot be said. ${reasonsOf(story)}`;
  return [paragraph(0, [span(words, "warning")])];
}

const reasonsOf = (story: Story): string =>
  doubtReasons(story, (service) => displayName(story, service)).join(" ");

/** Says how much was looked at, so that silence is not mistaken for blindness. */
function quietVerdict(story: Story): readonly Block[] {
  if (story.covered === null) {
    return [paragraph(0, [span("There is nothing to judge: no reading was accepted.", "warning")])];
  }
  const { fromMs, toMs } = story.covered;
  const looked = `${durationOf(toMs - fromMs)} of ${counted(story.services, "service")}, ${grouped(story.readings)} readings`;
  const answered = story.doubts.length === 0;
  const words = answered ? "No services failed together." : `${doubtHeadline} ${reasonsOf(story)}`;
  return [
    paragraph(0, [span(words, answered ? "good" : "warning")]),
    paragraph(0, [`Looked at ${looked}, from ${momentOf(fromMs)} to ${momentOf(toMs)} UTC.`]),
  ];
}
