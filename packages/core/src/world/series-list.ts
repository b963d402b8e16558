import { compareText } from "../window/index.ts";
import { type Accumulator, accumulatorAt, type Accumulators, forgetUnlisted } from "./accumulators.ts";
import { signalsOfStream } from "./observations.ts";
import { type At, refusedSeries, type SeriesKeeper } from "./series-bounds.ts";
import {
  type RefusedSeries,
  type SeriesRefusal,
  type Signal,
  signals,
  type WorldSeries,
} from "./world-window.ts";

/** A series that was observed but has no index yet. */
export interface Newcomer {
  readonly accumulator: Accumulator;
  readonly slot: number;
}

export interface Admitted {
  readonly newSeries: readonly WorldSeries[];
  readonly refused: RefusedSeries | undefined;
}

/**
 * Gives newcomers the next indexes, in the order of entity, signal and source, and adds them to the list, as far as there
 * is room for them: what one source says of an entity in one stream is taken as a whole or not at all. So which series are
 * taken, and the index of each, depends on the window in which it first appears and not on the order of partitions or readings.
 */
export function addNewcomers(
  list: WorldSeries[],
  newcomers: readonly Newcomer[],
  { keeper, at }: { readonly keeper: SeriesKeeper; readonly at: At },
): Admitted {
  if (newcomers.length === 0) return { newSeries: [], refused: undefined };
  const sorted = newcomers.map(({ accumulator, slot }) => ({
    accumulator,
    slot,
    series: describe(accumulator, slot),
  }));
  sorted.sort((one, other) => compareSeries(one.series, other.series));
  const counts = new Map<Accumulator, number>();
  for (const { accumulator } of sorted) counts.set(accumulator, (counts.get(accumulator) ?? 0) + 1);
  const answers = new Map<Accumulator, "taken" | SeriesRefusal>();
  const refused: Parameters<typeof refusedSeries>[0][number][] = [];
  const newSeries: WorldSeries[] = [];
  for (const { accumulator, slot, series } of sorted) {
    const answer = answers.get(accumulator) ?? keeper.take(counts.get(accumulator)!, at);
    if (!answers.has(accumulator) && answer !== "taken")
      refused.push({ unit: series.entity, series: counts.get(accumulator)!, code: answer });
    answers.set(accumulator, answer);
    if (answer !== "taken") continue;
    const listed = listedAt(series, list.length);
    accumulator.series[slot] = listed.index;
    list.push(listed);
    newSeries.push(listed);
  }
  return { newSeries, refused: refusedSeries(refused) };
}

/** The list without dropped series, and accumulators that know where each is now; those of dropped ones alone go. */
export function dropFromList(
  list: WorldSeries[],
  accumulators: Accumulators,
  dropped: ReadonlySet<number>,
): void {
  const newIndex = new Map<number, number>();
  for (const series of list) {
    if (dropped.has(series.index)) continue;
    const index = newIndex.size;
    newIndex.set(series.index, index);
    list[index] = listedAt(series, index);
  }
  list.length = newIndex.size;
  for (const ofStream of accumulators.values()) {
    for (const accumulator of ofStream.values()) {
      accumulator.series.forEach((index, slot) => {
        accumulator.series[slot] = newIndex.get(index) ?? -1;
      });
    }
  }
  forgetUnlisted(
    accumulators,
    [...accumulators.values()].flatMap((ofStream) => [...ofStream.values()]),
  );
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

/** Written out: an object that is made by spreading takes half as much again. */
function listedAt(described: Described, index: number): WorldSeries {
  const { entity, service, operation, source, signal } = described;
  return { entity, service, operation, source, signal, index };
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
