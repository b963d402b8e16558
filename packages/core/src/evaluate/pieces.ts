import { speaksOf } from "./match.ts";
import type { Outcome } from "./outcome.ts";
import { type TimeSpan, touches } from "./time-span.ts";
import type { TrueIncident } from "./truth.ts";

/** How the incidents that stand divide what the labels say. */
export interface Pieces {
  /** Incidents too many: those beyond the first that speak of a label with its scope. */
  readonly splits: number;
  /** Labels too many: those beyond the first that one incident speaks of with their scope. */
  readonly merges: number;
  /** Isolated incidents that speak of no label at all. */
  readonly isolatedBesides: readonly Outcome[];
}

/** Retracted incidents and those that went into another count for nothing, nor do labels outside of the time observed. */
export function piecesOf(
  outcomes: readonly Outcome[],
  incidents: readonly TrueIncident[],
  observed: TimeSpan,
): Pieces {
  const labels = incidents.filter(({ onsetMs, endMs }) =>
    touches({ fromMs: onsetMs, toMs: endMs }, observed),
  );
  const standing = outcomes.filter(({ status, superseded }) => status !== "retracted" && !superseded);
  const speaks = (outcome: Outcome, label: TrueIncident): boolean =>
    outcome.scope === label.scope && speaksOf(outcome, label);
  const beyondFirst = (counts: readonly number[]): number =>
    counts.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  return {
    splits: beyondFirst(labels.map((label) => standing.filter((one) => speaks(one, label)).length)),
    merges: beyondFirst(standing.map((one) => labels.filter((label) => speaks(one, label)).length)),
    isolatedBesides: standing.filter(
      (one) => one.scope === "isolated" && !labels.some((label) => speaksOf(one, label)),
    ),
  };
}
