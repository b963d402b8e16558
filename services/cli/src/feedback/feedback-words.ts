import { printable } from "@tocsin/adapters/config";
import type { AlertEvent, IncidentFeedback } from "@tocsin/contracts";
import { counted, feedbackWords as feedbackTold, listed, momentOf } from "@tocsin/report/words";
import { type Block, paragraph, span } from "../terminal/layout.ts";

/** As the report tells it, without what would move a terminal. */
export const feedbackWords = (said: Parameters<typeof feedbackTold>[0]): string =>
  printable(feedbackTold(said));

/** What was said last of each incident. */
export function feedbackBlocks(
  feedback: ReadonlyMap<string, IncidentFeedback>,
  events: ReadonlyMap<string, AlertEvent>,
): readonly Block[] {
  if (feedback.size === 0) return [paragraph(0, [span("Nothing was said of any incident.", "strong")])];
  return [
    paragraph(0, [span(`Feedback on ${counted(feedback.size, "incident")}`, "strong")]),
    ...[...feedback].flatMap(([incident, said]) => [
      paragraph(2, [`${printable(incident)}: ${feedbackWords(said)}`], 4),
      paragraph(4, [span(eventWords(events.get(incident)), "muted")]),
    ]),
  ];
}

function eventWords(event: AlertEvent | undefined): string {
  if (event === undefined) return "there is no alert of such an incident";
  const { scope, onset, services } = event.data;
  const members = services.filter(({ role }) => role === "member").map(({ service }) => service);
  return printable(`${scope}, ${momentOf(Date.parse(onset))} UTC, ${listed(members)}`);
}
