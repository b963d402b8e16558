import { summaryOf } from "@tocsin/report/words";
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
  return [blank, paragraph(0, [span(title, "strong")]), ...all.map(row)];
}

/** The summary alone: it says all that the title says. */
const row = ({ latest: { data } }: IncidentHistory): Block =>
  paragraph(2, [summaryOf(data), span(` (${data.severity})`, "muted")], 4);
