import type { Entity } from "../../world/directory.ts";
import { signals } from "../../world/world-window.ts";
import type { Evidence } from "../evidence.ts";
import { freshCountShift, freshLatencyShift } from "../kinds/fresh-level.ts";

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
