import type { Entity } from "../../world/directory.ts";
import { signals } from "../../world/world-window.ts";
import type { Evidence } from "../evidence.ts";
import { wanderDeviations } from "../baseline/wander.ts";
import { freshCountShift, freshLatencyShift } from "../kinds/fresh-level.ts";
import { shiftFromBefore } from "../kinds/level-of-before.ts";
import { rareBelow } from "../kinds/rare-trials.ts";

/** The day's course moves counts by less than this factor, and latency by less than that, in the time of an outage. */
const driftRatio = 2;
const driftSlowness = 1.25;

const reportsSignal = signals.indexOf("reports");

/**
 * Whether what still shows of an entity is no more than its level may have moved by itself while nothing was learned of it
 * (rule 31): by the fresh level of each of its series, reports left out.
 */
export const isWithinDrift = (
  { series }: Pick<Evidence, "series">,
  { seriesBySignal }: Pick<Entity, "seriesBySignal">,
): boolean =>
  seriesBySignal.every(
    (rows, signal) => signal === reportsSignal || rows.every((row) => hasOnlyDrifted(series, row)),
  );

/**
 * Whether a signal of an entity, reports left out, has moved further than it does by itself now and then (rule 59): error
 * shares wander, here more than there. Of probes, rare trials and a signal without a level nothing of the kind is known.
 */
export const isBeyondWander = (
  { series }: Pick<Evidence, "series">,
  { seriesBySignal }: Pick<Entity, "seriesBySignal">,
): boolean =>
  seriesBySignal.some(
    (rows, signal) => signal !== reportsSignal && rows.some((row) => hasMovedFar(series, row)),
  );

function hasMovedFar(series: Evidence["series"], row: number): boolean {
  if (series.measureOf(row) !== "share" || series.recentTrials[row]! < rareBelow)
    return !hasOnlyDrifted(series, row) || series.measureOf(row) === "share";
  return shiftFromBefore(series, row) > wanderDeviations * Math.sqrt(series.wander[row]!);
}

function hasOnlyDrifted(series: Evidence["series"], row: number): boolean {
  switch (series.measureOf(row)) {
    case "share":
      return freshCountShift(series, row) <= Math.log(driftRatio);
    case "count":
      return freshCountShift(series, row) >= -Math.log(driftRatio);
    case "time":
      return freshLatencyShift(series, row) <= Math.log(driftSlowness);
    default:
      return true;
  }
}
