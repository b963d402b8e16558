import type { IncidentFeedback } from "@tocsin/contracts";

/** `component edge, by ann: the switch`: what somebody said afterwards that an incident was. */
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
  return `${what}${who}${note === undefined ? "" : `: ${note}`}`;
}
