import type { Score } from "@tocsin/contracts";
import { usageFault } from "../exit-codes.ts";
import type { IncidentHistory } from "../timeline/incident-history.ts";

/** What the user says must come out; a replay that comes out otherwise ends with code 1. */
export type Expectation =
  | { readonly kind: "none" }
  | { readonly kind: "simultaneous"; readonly component: string | null }
  | { readonly kind: "labels" };

const expectationForms = "none, simultaneous, simultaneous:COMPONENT or labels";

/** Reads `--expect`. Refuses what is no expectation, and `labels` without a labels file. */
export function expectationOf(text: string, hasLabels: boolean): Expectation {
  if (text === "none") return { kind: "none" };
  if (text === "simultaneous") return { kind: "simultaneous", component: null };
  const component = /^simultaneous:(.+)$/.exec(text)?.[1];
  if (component !== undefined) return { kind: "simultaneous", component };
  if (text !== "labels") throw usageFault(`--expect takes ${expectationForms}, not ${text}`);
  if (!hasLabels) throw usageFault("--expect labels needs a labels file", "Add --labels FILE.");
  return { kind: "labels" };
}

/**
 * Why the outcome is not as expected, or null when it is.
 * `none`: no simultaneous alarm was ever raised, not even one taken back later; isolated incidents are allowed.
 * `simultaneous`: at least one simultaneous incident stands, with the component if one is named.
 * `labels`: everything labelled is found with its scope and component, no innocent is blamed, no false alarm.
 */
export function unmet(
  expectation: Expectation,
  histories: readonly IncidentHistory[],
  score: Score | null,
): string | null {
  if (expectation.kind === "none") return unexpectedAlarm(histories);
  if (expectation.kind === "labels") return score === null ? "there is no score" : wrongBy(score);
  const standing = histories.filter(
    ({ outcome }) => outcome.scope === "simultaneous" && outcome.status !== "retracted",
  );
  if (standing.length === 0) return "no simultaneous failure was found";
  const { component } = expectation;
  if (component === null || standing.some(({ outcome }) => outcome.component === component)) return null;
  const named = standing.map(({ outcome }) => outcome.component ?? "no component").join(", ");
  return `the simultaneous failure is put down to ${named}, not to ${component}`;
}

function unexpectedAlarm(histories: readonly IncidentHistory[]): string | null {
  const alarms = histories.filter(
    ({ outcome }) => outcome.announcedMs.simultaneous !== undefined && !outcome.superseded,
  );
  return alarms.length === 0 ? null : `a simultaneous failure was announced: ${alarms[0]!.outcome.incident}`;
}

function wrongBy({ incidents, falseAlarms }: Score): string | null {
  const wrong = incidents.flatMap((one) => {
    if (!one.found) return [`${one.id} was missed`];
    const component = one.componentRight === false ? [`${one.id} has the wrong component`] : [];
    return one.innocentBlamed.length === 0
      ? component
      : [...component, `${one.id} blames ${one.innocentBlamed.join(", ")}`];
  });
  if (falseAlarms > 0) wrong.push(`false simultaneous alarms: ${falseAlarms}`);
  return wrong.length === 0 ? null : wrong.join("; ");
}
