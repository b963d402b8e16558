import { compareText } from "../window/index.ts";
import { type Accumulator, accumulatorAt, type Accumulators } from "./accumulators.ts";
import { signalsOfStream } from "./observations.ts";
import { type Signal, signals, type WorldSeries } from "./world-window.ts";

/** A series that was observed but has no index yet. */
export interface Newcomer {
  readonly accumulator: Accumulator;
  readonly slot: number;
}

/**
 * Gives newcomers the next indexes, in the order of entity, signal and source, and adds them to the list. So the index
 * of a series depends on the window in which it first appears and not on the order of partitions or readings.
 */
export function addNewcomers(list: WorldSeries[], newcomers: readonly Newcomer[]): readonly WorldSeries[] {
  const sorted = newcomers.map(({ accumulator, slot }) => ({
    accumulator,
    slot,
    series: describe(accumulator, slot),
  }));
  sorted.sort((one, other) => compareSeries(one.series, other.series));
  return sorted.map(({ accumulator, slot, series }) => {
    const listed = { ...series, index: list.length };
    accumulator.series[slot] = listed.index;
    list.push(listed);
    return listed;
  });
}

/** Builds the accumulators that a list of series speaks of, as they were when it was made. */
export function restoreSeries(accumulators: Accumulators, list: readonly WorldSeries[]): void {
  for (const { service, operation, source, signal, index } of list) {
    for (const [stream, streamSignals] of Object.entries(signalsOfStream)) {
      const slot = streamSignals.indexOf(signal);
      if (slot < 0) continue;
      const place = { stream: stream as Accumulator["stream"], service, operation, source };
      accumulatorAt(accumulators, place).series[slot] = index;
    }
  }
}

function describe(accumulator: Accumulator, slot: number): Omit<WorldSeries, "index"> {
  const { service, operation, source } = accumulator;
  const entity = operation === null ? service : `${service}/${operation}`;
  const signal = signalsOfStream[accumulator.stream][slot] as Signal;
  return { entity, service, operation, source, signal };
}

type Described = Omit<WorldSeries, "index">;

function compareSeries(one: Described, other: Described): number {
  if (one.entity !== other.entity) return compareText(one.entity, other.entity);
  if (one.signal !== other.signal) return signals.indexOf(one.signal) - signals.indexOf(other.signal);
  return compareText(one.source ?? "", other.source ?? "");
}
