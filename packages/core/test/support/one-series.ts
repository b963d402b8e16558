import type { JudgedKind } from "../../src/model/kinds/series-model.ts";
import type { SeriesColumns } from "../../src/model/series-table.ts";
import { oneKind } from "./one-kind.ts";
import { firstWindow, minuteMs } from "./world-time.ts";

/** What one observation met: the expectation it was held against and what it was. */
export interface Met {
  readonly value: number;
  readonly exposure: number;
  /** 0 recent hour, 1 hour of day, 2 hour of week. */
  readonly slotClass: number;
  readonly level: number;
  readonly base: number;
  readonly mean: number;
  readonly deviation: number;
  readonly predicted: number;
}

export interface Observed {
  /** Windows since the world began. */
  readonly window: number;
  readonly value: number;
  readonly exposure?: number;
  readonly factor?: number;
}

export interface OneSeries {
  readonly columns: SeriesColumns;
  /** Expects, compares and learns one observation, as the model does for an entity that is not held. */
  readonly meet: (observed: Observed) => Met;
}

/** A single series in a table of its own, with one-minute windows. Latency values are in ms. */
export function oneSeries(kind: JudgedKind): OneSeries {
  const one = oneKind(kind, kind === "latency" ? "latency" : "errors");
  const { columns } = one.series;
  const meet = ({ window, value, exposure = 1, factor = 0 }: Observed): Met => {
    const observation = { series: 0, value, exposure, readings: 1, intervalMs: minuteMs, buckets: null };
    const { batch, prediction } = one.meet([observation], {
      window: firstWindow + window,
      factor,
    });
    return {
      value: batch.values[0]!,
      exposure: batch.exposures[0]!,
      slotClass: columns.slotClass[0]!,
      level: prediction.levels[0]!,
      base: prediction.bases[0]!,
      mean: prediction.means[0]!,
      deviation: prediction.deviations[0]!,
      predicted: prediction.predicted[0]!,
    };
  };
  return { columns, meet };
}
