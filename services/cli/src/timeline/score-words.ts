import type { IncidentScore, Score } from "@tocsin/contracts";
import { counted, durationOf, measured, percent } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import { displayNames, type Story } from "./story.ts";

/** How the answer compares with the labels. Nothing where there are none. */
export function scoreWords(story: Story): readonly Block[] {
  const { score, labelsOutside } = story;
  if (score === null) return [];
  const outside = `${counted(labelsOutside, "label lies", "labels lie")} outside of the recording and cannot be judged.`;
  return [
    blank,
    paragraph(0, [span("Against the labels", "strong")]),
    ...score.incidents.map((one) => labelWords(one, story)),
    ...(labelsOutside > 0 ? [paragraph(2, [span(outside, "muted")])] : []),
    falseAlarmWords(score),
  ];
}

function labelWords(one: IncidentScore, story: Story): Block {
  if (!one.found) return paragraph(2, [span(`${one.id}: missed`, "alarm"), missedWords(one)], 4);
  const facts = [delayWords(one), onsetWords(one), ...componentFacts(one), ...memberFacts(one, story)];
  return paragraph(2, [span(`${one.id}: found`, "good"), `, ${facts.join("; ")}`], 4);
}

const missedWords = (one: IncidentScore): string =>
  one.incident === null ? "" : `; incident ${one.incident} speaks of it with another scope`;

function delayWords({ delayMs }: IncidentScore): string {
  if (delayMs === null) return "delay unknown";
  return delayMs < 0
    ? `${durationOf(delayMs)} before the labelled onset`
    : `${durationOf(delayMs)} after the true onset`;
}

function onsetWords({ onsetErrorMs }: IncidentScore): string {
  if (onsetErrorMs === null) return "onset unknown";
  if (onsetErrorMs === 0) return "onset exact";
  return `onset ${durationOf(onsetErrorMs)} too ${onsetErrorMs < 0 ? "early" : "late"}`;
}

function componentFacts({ component, componentRight }: IncidentScore): readonly string[] {
  if (componentRight === null) return [];
  return [`component ${component ?? "none"} ${componentRight ? "right" : "wrong"}`];
}

function memberFacts({ precision, recall, innocentBlamed }: IncidentScore, story: Story): readonly string[] {
  if (recall === null) return [];
  const exact = precision === null ? "none" : percent(precision);
  const blamed = displayNames(story, innocentBlamed).join(", ");
  const blame = blamed === "" ? [] : [`innocent but called failing: ${blamed}`];
  return [`members: precision ${exact}, recall ${percent(recall)}`, ...blame];
}

const dayMs = 86_400_000;

function falseAlarmWords({ falseAlarms, falseAlarmsPer90Days, quietDays }: Score): Block {
  const count = counted(falseAlarms, "false simultaneous alarm");
  const tone = falseAlarms === 0 ? "good" : "alarm";
  if (falseAlarmsPer90Days === null)
    return paragraph(2, [span(count, tone), ", no quiet time labelled to give a rate"], 4);
  const quiet = ` in ${durationOf(quietDays * dayMs)} of quiet: ${measured(falseAlarmsPer90Days)} per 90 days`;
  return paragraph(2, [span(count, tone), quiet], 4);
}
