import type { Evidence } from "../evidence.ts";
import { isHeld } from "./learning-gate.ts";
import { isOnTrial } from "./maintenance.ts";

/** Why nothing is learned of an entity in a window. */
export type HeldReason =
  /** It is worked on (rule 53). */
  | "planned-work"
  /** Its past is excluded (rule 54). */
  | "excluded-past"
  /** It fails in an open incident, and what it shows is no more than that (rule 16). */
  | "open-incident"
  /** Work on it has just ended, and something speaks for a failure (rule 53). */
  | "after-work"
  /** Something speaks for a failure, of which nothing is told (rule 16). */
  | "suspected"
  /** The day is like none (rule 52). */
  | "special-day"
  /** All that was seen of it comes from sources that are at fault (rule 37). */
  | "faulty-source"
  /** Too little telemetry came to say anything of anybody (rule 19). */
  | "blind";

/** What the incidents of the window say of who fails, by names of services, and of whom something is learned again. */
export interface HeldBy {
  readonly failing: ReadonlySet<string>;
  readonly released: ReadonlySet<string>;
}

/** Why nothing is learned of an entity in this window: the first reason that holds; null where it is learned of. */
export function heldReason(evidence: Evidence, entity: number, by: HeldBy): HeldReason | null {
  const { directory, entities, unlearned, unlike } = evidence;
  if (entities.maintained[entity] === 1) return "planned-work";
  if (unlearned.has(entity)) return "excluded-past";
  const { name } = directory.services[directory.entities[entity]!.service]!;
  if (isHeld(entities, entity) && !by.released.has(name)) {
    if (by.failing.has(name)) return "open-incident";
    return isOnTrial(entities, entity, evidence) ? "after-work" : "suspected";
  }
  if (unlike.has(entity)) return "special-day";
  if (isSeenByFaultyAlone(evidence, entity)) return "faulty-source";
  return evidence.blind ? "blind" : null;
}

function isSeenByFaultyAlone({ directory, series, unbelieved, window }: Evidence, entity: number): boolean {
  if (unbelieved === undefined || unbelieved.size === 0) return false;
  const seen = directory.entities[entity]!.seriesBySignal.flat().filter(
    (row) => series.observedWindow[row] === window,
  );
  return seen.length > 0 && seen.every((row) => unbelieved.has(row));
}
