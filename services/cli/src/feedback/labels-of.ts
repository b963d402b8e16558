import type { AlertEvent, IncidentFeedback, Labels } from "@tocsin/contracts";

type LabelledIncident = Labels["incidents"][number];

/** Feedback as labels, and what no label can be made of. */
export interface ExportedLabels {
  readonly labels: Labels;
  readonly leftOut: readonly { readonly incident: string; readonly why: string }[];
}

/**
 * What was said last of each incident, as the truth that a replay is scored by. `no-incident` becomes a quiet period,
 * `was-isolated` an isolated incident of each of its members, `component` a simultaneous one of that component.
 */
export function labelsOf(
  feedback: ReadonlyMap<string, IncidentFeedback>,
  events: ReadonlyMap<string, AlertEvent>,
): ExportedLabels {
  const incidents: LabelledIncident[] = [];
  const quiet: { from: string; to: string }[] = [];
  const leftOut: { incident: string; why: string }[] = [];
  for (const [incident, said] of feedback) {
    const event = events.get(incident);
    const end = event === undefined ? null : endOf(event);
    if (event === undefined) leftOut.push({ incident, why: "there is no alert of such an incident" });
    else if (end === null) leftOut.push({ incident, why: "it is still open" });
    else if (said.verdict === "no-incident") quiet.push({ from: event.data.onset, to: end });
    else incidents.push(...labelled(said, event, end));
  }
  return { labels: { incidents, ...(quiet.length === 0 ? {} : { quiet }) }, leftOut };
}

/** Null while it is open. */
function endOf({ data, time }: AlertEvent): string | null {
  if (data.status === "open") return null;
  return data.resolvedAt ?? time;
}

function labelled(said: IncidentFeedback, { data }: AlertEvent, end: string): readonly LabelledIncident[] {
  const { incident, onset, services } = data;
  const members = services.filter(({ role }) => role === "member" || role === "suspected");
  if (said.verdict === "component") {
    const names = members.map(({ service }) => service);
    return [
      { id: incident, scope: "simultaneous", onset, end, services: names, component: said.component ?? null },
    ];
  }
  return members.map((member) => ({
    id: members.length === 1 ? incident : `${incident}:${member.service}`,
    scope: "isolated",
    onset: member.onset ?? onset,
    end: member.recoveredAt ?? end,
    services: [member.service],
  }));
}
