import { expectCount, learnCount, predictCount } from "../../src/baseline/count-baseline.ts";
import { expectLatency, learnLatency, predictLatency } from "../../src/baseline/latency-baseline.ts";
import { expectationTable } from "../../src/baseline/expectation.ts";
import type { ObservedAt } from "../../src/baseline/observed-at.ts";
import { type Model, modelNumber, type SeriesColumns, seriesTable } from "../../src/baseline/series-table.ts";
import { addRow } from "../../src/stats/table.ts";
import { minuteMs, worldStartMs } from "./synthetic-world.ts";

/** What one reading met: the expectation it was held against and what it was. */
export interface Met {
  readonly timeMs: number;
  readonly value: number;
  readonly exposure: number;
  readonly seasonal: number;
  readonly slotClass: number;
  readonly level: number;
  readonly base: number;
  readonly mean: number;
  readonly deviation: number;
  readonly predicted: number;
}

export interface Reading {
  readonly window: number;
  readonly value: number;
  readonly exposure?: number;
  readonly factor?: number;
}

export interface OneSeries {
  readonly columns: SeriesColumns;
  /** Expects, compares and learns one reading, as the pipeline does for a service that is not held. */
  readonly meet: (reading: Reading) => Met;
}

/** A single series in a table of its own, with one-minute windows. Latency values are in ms. */
export function oneSeries(model: Model): OneSeries {
  const series = seriesTable();
  const expectation = expectationTable();
  addRow(series);
  addRow(expectation);
  const { columns } = series;
  columns.model[0] = modelNumber(model);
  const isLatency = model === "latency";
  const meet = ({ window, value, exposure, factor }: Reading): Met => {
    const at = observedAt(window, factor ?? 0);
    if (columns.firstWindow[0] === -1) columns.firstWindow[0] = at.window;
    const now = expectation.columns;
    now.value[0] = isLatency ? Math.log(value) : value;
    now.exposure[0] = exposure ?? 1;
    const [expecting, predicting, learning] = isLatency
      ? [expectLatency, predictLatency, learnLatency]
      : [expectCount, predictCount, learnCount];
    expecting(columns, 0, at, now);
    predicting(columns, 0, at, now);
    const met = {
      timeMs: at.timeMs,
      value: now.value[0],
      exposure: now.exposure[0],
      seasonal: now.seasonal[0]!,
      slotClass: now.slotClass[0]!,
      level: now.level[0]!,
      base: now.base[0]!,
      mean: now.mean[0]!,
      deviation: now.deviation[0]!,
      predicted: now.predicted[0]!,
    };
    learning(columns, 0, at, now);
    columns.previousWindow[0] = at.window;
    return met;
  };
  return { columns, meet };
}

function observedAt(windowNumber: number, factor: number): ObservedAt {
  const startMs = worldStartMs + windowNumber * minuteMs;
  const window = startMs / minuteMs;
  return {
    timeMs: startMs + minuteMs / 2,
    windowMs: minuteMs,
    window,
    minutes: 1,
    cadence: 1,
    factor,
    learnsSeason: true,
  };
}
