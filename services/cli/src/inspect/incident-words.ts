import { printable } from "@tocsin/adapters/config";
import type { AlertEvent, IncidentFeedback } from "@tocsin/contracts";
import { counted, listed, momentOf } from "@tocsin/report/words";
import { feedbackWords } from "../feedback/feedback-words.ts";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";

/** Open incidents, and below them the newest that are over. */
export function incidentBlocks(
  events: readonly AlertEvent[],
  limit: number,
  feedback: ReadonlyMap<string, IncidentFeedback>,
): readonly Block[] {
  const linesOf = (event: AlertEvent): readonly Block[] => [
    ...incidentLines(event),
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

const feedbackLines = (said: IncidentFeedback | undefined): readonly Block[] =>
  said === undefined ? [] : [paragraph(4, [`afterwards: ${feedbackWords(said)}`])];

const onsetOf = ({ data }: AlertEvent): number => Date.parse(data.onset);

function incidentLines({ data }: AlertEvent): readonly Block[] {
  const { incident, scope, severity, status, onset, resolvedAt, component, candidates = [] } = data;
  const { services, revision } = data;
  const members = services.filter(({ role }) => role === "member").map(({ service }) => service);
  const until = resolvedAt === undefined ? "" : ` to ${momentOf(Date.parse(resolvedAt))}`;
  const unclear = candidates.map(({ name }) => name).join(" or ");
  const suspected = component?.name ?? (unclear === "" ? null : `${unclear}, it is open which`);
  const what = suspected === null ? "" : `, suspected: ${suspected}`;
  return [
    paragraph(2, [
      span(printable(scope), status === "open" ? "alarm" : "plain"),
      ` ${severity}, ${status}, ${momentOf(Date.parse(onset))}${until} UTC, ${incident} revision ${revision}`,
    ]),
    paragraph(4, [printable(`${members.length === 0 ? "no members" : listed(members)}${what}`)]),
  ];
}
