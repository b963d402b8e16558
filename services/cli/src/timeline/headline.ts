import { counted, durationOf, grouped, listed, momentOf } from "@tocsin/report/words";
import { type Block, paragraph, span } from "../terminal/layout.ts";
import { componentWords, noComponentWords } from "./component-words.ts";
import type { IncidentHistory } from "./incident-history.ts";
import { displayNames, standing, type Story } from "./story.ts";

/** The answer first: who failed together, since when, and what they share; or that nothing did. */
export function headline(story: Story): readonly Block[] {
  const together = standing(story, "simultaneous");
  if (together.length === 0) return quietVerdict(story);
  if (together.length === 1) return [...answer(together[0]!, story)];
  const count = paragraph(0, [
    span(`${counted(together.length, "time")} several services failed together.`, "alarm"),
  ]);
  return [count, ...together.flatMap((history) => answer(history, story))];
}

function answer({ outcome, latest }: IncidentHistory, story: Story): readonly Block[] {
  const { component } = latest.data;
  const shared = component === null ? noComponentWords : componentWords(component, story);
  const names = listed(displayNames(story, outcome.members));
  return [
    paragraph(0, [
      span(
        `These services failed together since ${momentOf(outcome.onsetMs)} UTC${lasting(outcome)}: `,
        "alarm",
      ),
      span(`${names}.`, "strong"),
    ]),
    paragraph(0, [span("What they share: ", "alarm"), span(`${shared}.`, "strong")]),
  ];
}

function lasting({ onsetMs, endMs }: IncidentHistory["outcome"]): string {
  if (endMs === null) return " and had not recovered when the recording ended";
  return `, for ${durationOf(endMs - onsetMs)}`;
}

/** Says how much was looked at, so that silence is not mistaken for blindness. */
function quietVerdict(story: Story): readonly Block[] {
  if (story.covered === null) {
    return [paragraph(0, [span("There is nothing to judge: no reading was accepted.", "warning")])];
  }
  const { fromMs, toMs } = story.covered;
  const looked = `${durationOf(toMs - fromMs)} of ${counted(story.services, "service")}, ${grouped(story.readings)} readings`;
  return [
    paragraph(0, [span("No services failed together.", "good")]),
    paragraph(0, [`Looked at ${looked}, from ${momentOf(fromMs)} to ${momentOf(toMs)} UTC.`]),
  ];
}
