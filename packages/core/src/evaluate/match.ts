import type { Outcome } from "./outcome.ts";
import { touches } from "./time-span.ts";
import type { TrueIncident } from "./truth.ts";

/** A label's onset is known to minutes at best: an incident may begin, and be announced, this much earlier. */
const earlyGraceMs = 600_000;

/** Of these no service is at fault, so only time can tell what they are about. */
const withoutMembers: ReadonlySet<string> = new Set(["source", "blind"]);

/** Whether an incident's life touches the label's time, from `earlyGraceMs` before its onset to its end. */
export function meets(outcome: Outcome, label: TrueIncident): boolean {
  const life = { fromMs: outcome.onsetMs, toMs: outcome.endMs ?? Number.POSITIVE_INFINITY };
  return touches(life, { fromMs: label.onsetMs - earlyGraceMs, toMs: label.endMs });
}

export function sharedMembers(outcome: Outcome, label: TrueIncident): number {
  const failing = new Set(outcome.members);
  return label.services.filter((service) => failing.has(service)).length;
}

/**
 * Whether an incident, at the scope it was announced with, speaks of the label: it meets the label in time, names at
 * least one of its services, and was not announced before the label can have begun.
 */
export function speaksOf(outcome: Outcome, label: TrueIncident): boolean {
  const announcedMs = outcome.announcedMs[outcome.scope];
  if (announcedMs === undefined || announcedMs < label.onsetMs - earlyGraceMs) return false;
  if (!meets(outcome, label)) return false;
  return withoutMembers.has(outcome.scope) || sharedMembers(outcome, label) > 0;
}

/**
 * Which incident answers which label, by label id. One incident answers one label at most. Among the pairs of equal
 * scope that speak of each other, the one with most services in common is taken first; ties go to the nearer onset,
 * then to the earlier incident and label. Retracted incidents answer nothing.
 */
export function answers(
  outcomes: readonly Outcome[],
  labels: readonly TrueIncident[],
): ReadonlyMap<string, Outcome> {
  const standing = outcomes.filter((outcome) => outcome.status !== "retracted");
  const pairs = labels.flatMap((label) =>
    standing
      .filter((outcome) => outcome.scope === label.scope && speaksOf(outcome, label))
      .map((outcome) => ({
        label,
        outcome,
        shared: sharedMembers(outcome, label),
        apartMs: onsetApartMs(outcome, label),
      })),
  );
  pairs.sort((a, b) => (a.shared === b.shared ? a.apartMs - b.apartMs : b.shared - a.shared));
  const taken = new Map<string, Outcome>();
  const used = new Set<string>();
  for (const { label, outcome } of pairs) {
    if (taken.has(label.id) || used.has(outcome.incident)) continue;
    taken.set(label.id, outcome);
    used.add(outcome.incident);
  }
  return taken;
}

const onsetApartMs = (outcome: Outcome, label: TrueIncident): number =>
  Math.abs(outcome.onsetMs - label.onsetMs);
