import { answers, meets, sharedMembers, speaksOf } from "./match.ts";
import type { Outcome } from "./outcome.ts";
import { clipped, contains, lengthMs, merged, type TimeSpan, touches } from "./time-span.ts";
import type { TrueIncident, Truth } from "./truth.ts";

/** How one label fared. Delays and errors are in milliseconds of event time; shares are 0 to 1. */
export interface IncidentScore {
  readonly id: string;
  /** An incident of the label's scope answers it (`answers`). */
  readonly found: boolean;
  /** The incident that answers; where none does, the one of another scope that comes nearest. */
  readonly incident: string | null;
  readonly scopeRight: boolean;
  /** From the true onset to the first announcement with the right scope; null where not found. */
  readonly delayMs: number | null;
  /** Onset said minus true onset: negative when too early. */
  readonly onsetErrorMs: number | null;
  readonly component: string | null;
  /** Null where the label does not name one; a label of null is right when none is named. */
  readonly componentRight: boolean | null;
  /** Share of the members said that are true; null where none is said. */
  readonly precision: number | null;
  /** Share of the true members that are said; null where the label has none. */
  readonly recall: number | null;
  readonly innocentBlamed: string[];
}

export interface Score {
  readonly incidents: IncidentScore[];
  readonly quietDays: number;
  readonly falseAlarms: number;
  /** False alarms that began in quiet time, per 90 days of it; null where there is no quiet time. */
  readonly falseAlarmsPer90Days: number | null;
}

const dayMs = 86_400_000;
const ratePeriodDays = 90;

/**
 * Scores incidents against the truth. `observed` is the time the telemetry covers: labels and quiet time outside of
 * it say nothing of the detector and are left out.
 *
 * A false alarm is an incident that was ever announced as simultaneous, did not go into another, speaks of no
 * simultaneous label, and began where the truth is known: in quiet time, in the time of any label, or anywhere when
 * the labels name no quiet time at all.
 */
export function score(outcomes: readonly Outcome[], truth: Truth, observed: TimeSpan): Score {
  const labels = truth.incidents.filter((label) =>
    touches({ fromMs: label.onsetMs, toMs: label.endMs }, observed),
  );
  const quiet = clipped(merged(truth.quiet ?? []), observed);
  const taken = answers(outcomes, labels);
  const wrong = outcomes.filter((outcome) =>
    isFalseAlarm(outcome, labels, truth.quiet === null ? null : quiet),
  );
  const quietDays = lengthMs(quiet) / dayMs;
  const inQuiet = wrong.filter((outcome) => contains(quiet, outcome.onsetMs)).length;
  return {
    incidents: labels.map((label) => scoreLabel(label, taken.get(label.id) ?? null, outcomes)),
    quietDays,
    falseAlarms: wrong.length,
    falseAlarmsPer90Days: quietDays > 0 ? (inQuiet / quietDays) * ratePeriodDays : null,
  };
}

function isFalseAlarm(
  outcome: Outcome,
  labels: readonly TrueIncident[],
  quiet: readonly TimeSpan[] | null,
): boolean {
  if (outcome.announcedMs.simultaneous === undefined || outcome.superseded) return false;
  if (labels.some((label) => label.scope === "simultaneous" && speaksOf(outcome, label))) return false;
  if (quiet === null || contains(quiet, outcome.onsetMs)) return true;
  return labels.some((label) => meets(outcome, label));
}

function scoreLabel(
  label: TrueIncident,
  answer: Outcome | null,
  outcomes: readonly Outcome[],
): IncidentScore {
  if (answer === null) return missed(label, nearest(label, outcomes));
  const announcedMs = answer.announcedMs[answer.scope];
  const shared = sharedMembers(answer, label);
  return {
    id: label.id,
    found: true,
    incident: answer.incident,
    scopeRight: true,
    delayMs: announcedMs === undefined ? null : announcedMs - label.onsetMs,
    onsetErrorMs: answer.onsetMs - label.onsetMs,
    component: answer.component,
    componentRight: label.component === undefined ? null : answer.component === label.component,
    precision: answer.members.length > 0 ? shared / answer.members.length : null,
    recall: label.services.length > 0 ? shared / label.services.length : null,
    innocentBlamed: label.innocent.filter((service) => answer.members.includes(service)),
  };
}

function missed(label: TrueIncident, near: Outcome | null): IncidentScore {
  return {
    id: label.id,
    found: false,
    incident: near?.incident ?? null,
    scopeRight: false,
    delayMs: null,
    onsetErrorMs: null,
    component: null,
    componentRight: label.component === undefined ? null : false,
    precision: null,
    recall: label.services.length > 0 ? 0 : null,
    innocentBlamed: [],
  };
}

/** The standing incident of another scope that speaks of the label and has most services in common with it. */
function nearest(label: TrueIncident, outcomes: readonly Outcome[]): Outcome | null {
  let best: Outcome | null = null;
  for (const outcome of outcomes) {
    if (outcome.status === "retracted" || outcome.scope === label.scope || !speaksOf(outcome, label))
      continue;
    if (best === null || sharedMembers(outcome, label) > sharedMembers(best, label)) best = outcome;
  }
  return best;
}
