import { printable } from "@tocsin/adapters/config";
import { counted, impactWords, momentOf, shapeWords, summaryOf, titleOf } from "@tocsin/report/words";
import type { Acknowledgement, AlertEvent, IncidentFeedback } from "@tocsin/contracts";
import { feedbackWords } from "../feedback/feedback-words.ts";
import { careWords } from "../told/cares.ts";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";

/** What people said of incidents, by their ids. */
export interface Said {
  readonly feedback: ReadonlyMap<string, IncidentFeedback>;
  readonly cares: ReadonlyMap<string, Acknowledgement>;
}

/** Open incidents, and below them the newest that are over. */
export function incidentBlocks(
  events: readonly AlertEvent[],
  limit: number,
  { feedback, cares }: Said,
): readonly Block[] {
  const linesOf = (event: AlertEvent): readonly Block[] => [
    ...incidentLines(event),
    ...careLines(cares.get(event.data.incident)),
    ...feedbackLines(feedback.get(event.data.incident)),
  ];
  const newestFirst = events.toSorted((one, other) => onsetOf(other) - onsetOf(one));
  const open = newestFirst.filter(({ data }) => data.status === "open");
  const over = newestFirst.filter(({ data }) => data.status !== "open");
  return [
    paragraph(0, [
      span(open.length === 0 ? "No incident is open." : counted(open.length, "open incident"), "strong"),
    ]),
    ...open.flatMap(linesOf),
    ...(over.length === 0
      ? []
      : [
          blank,
          paragraph(0, [span(`${counted(over.length, "incident")} over, the newest first`, "strong")]),
          ...over.slice(0, limit).flatMap(linesOf),
        ]),
  ];
}

const careLines = (care: Acknowledgement | undefined): readonly Block[] =>
  care === undefined ? [] : [paragraph(4, [careWords(care)])];

const feedbackLines = (said: IncidentFeedback | undefined): readonly Block[] =>
  said === undefined ? [] : [paragraph(4, [`afterwards: ${feedbackWords(said)}`])];

const onsetOf = ({ data }: AlertEvent): number => Date.parse(data.onset);

/** What the alert says of itself, then what a person needs to look further. */
function incidentLines({ data }: AlertEvent): readonly Block[] {
  const { incident, scope, severity, status, onset, resolvedAt, revision } = data;
  const until = resolvedAt === undefined ? "" : ` to ${momentOf(Date.parse(resolvedAt))}`;
  const costs = [shapeWords(data), ...impactWords(data)].filter((words) => words !== null);
  return [
    paragraph(2, [
      span(printable(severity), status === "open" ? "alarm" : "plain"),
      span(` ${printable(titleOf(data))}`, "strong"),
    ]),
    paragraph(4, [printable(summaryOf(data))]),
    ...(costs.length === 0 ? [] : [paragraph(4, [printable(`${costs.join("; ")}.`)])]),
    paragraph(4, [
      span(
        `${printable(scope)}, ${status}, ${momentOf(Date.parse(onset))}${until} UTC, ${printable(incident)} revision ${revision}`,
        "muted",
      ),
    ]),
  ];
}
