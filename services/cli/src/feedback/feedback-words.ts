import { printable } from "@tocsin/adapters/config";
import type { AlertEvent, IncidentFeedback } from "@tocsin/contracts";
import { counted, listed, momentOf } from "@tocsin/report/words";
import { type Block, paragraph, span } from "../terminal/layout.ts";

/** `component edge, by ann: the switch` */
export function feedbackWords({
  verdict,
  component,
  by,
  note,
}: Pick<IncidentFeedback, "verdict" | "component" | "by" | "note">): string {
  const what = {
    "no-incident": "no incident",
    "was-isolated": "each failed by itself",
    component: `component ${component ?? ""}`,
  }[verdict];
  const who = by === undefined ? "" : `, by ${by}`;
  return printable(`${what}${who}${note === undefined ? "" : `: ${note}`}`);
}

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
