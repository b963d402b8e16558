import { clockOf, dateOf, momentOf, summaryOf, titleOf } from "@tocsin/report/words";
import { type Block, blank, paragraph, span } from "../terminal/layout.ts";
import type { IncidentHistory } from "./incident-history.ts";
import { standing, type Story } from "./story.ts";

/** Failures of the observers, of all input, and complaints: each in the words of its alert. */
export function otherScopes(story: Story): readonly Block[] {
  return [
    ...told(story, "source", "The observer failed, not the services"),
    ...told(story, "blind", "All input was silent"),
    ...told(story, "reports-only", "People complained"),
  ];
}

function told(story: Story, scope: "source" | "blind" | "reports-only", title: string): readonly Block[] {
  const all = standing(story, scope);
  if (all.length === 0) return [];
  return [blank, paragraph(0, [span(`${title} (UTC)`, "strong")]), ...all.flatMap(rows)];
}

function rows(history: IncidentHistory): readonly Block[] {
  const { data } = history.latest;
  const when = span(period(history).replaceAll(" ", "\u00a0"), "muted");
  return [
    paragraph(2, [when, ` ${titleOf(data)}`, span(` (${data.severity})`, "muted")], 4),
    paragraph(4, [summaryOf(data)]),
  ];
}

function period({ outcome: { onsetMs, endMs } }: IncidentHistory): string {
  if (endMs === null) return `since ${momentOf(onsetMs)}`;
  const until = dateOf(endMs) === dateOf(onsetMs) ? clockOf(endMs) : momentOf(endMs);
  return `${momentOf(onsetMs)} to ${until}`;
}
