import { cadenceOf, type Evidence, logLikelihoodAt, rareBelow, startsKept } from "../model/index.ts";
import type { Entity } from "../world/directory.ts";
import { activityLag } from "./assess.ts";

/** Errors of a deploy rise manyfold for some minutes: what a failure is told by must last longer than such a blip. */
export const blipMs = 5 * 60_000;
/** So much, nats, says by itself that something fails: by chance a start reaches it in one case of twenty (Ville). */
export const signalEvidence = 3;

/**
 * Whether an entity fails after the time of a blip too: what was observed since five minutes after its onset says so without
 * what came before, and what was observed last does not speak against it. Rare requests say little in so few windows: what
 * adds up of them for longer than starts are kept has outlasted it.
 */
export function outlastsBlip(evidence: Evidence, entity: Entity, onsetWindow: number): boolean {
  const { window, windowMs } = evidence;
  if (window - onsetWindow >= startsKept && isRare(evidence, entity)) return true;
  const lag = window - onsetWindow - Math.ceil(blipMs / windowMs);
  if (lag < 0 || logLikelihoodAt(evidence, entity, lag) <= signalEvidence) return false;
  const recent = Math.max(activityLag, 2 * cadenceOf(evidence.entities, entity.index));
  return logLikelihoodAt(evidence, entity, Math.min(startsKept - 1, recent)) > 0;
}

const isRare = ({ series }: Evidence, { seriesBySignal }: Entity): boolean =>
  seriesBySignal.some((rows) =>
    rows.some((row) => series.measureOf(row) === "share" && series.recentTrials[row]! < rareBelow),
  );
