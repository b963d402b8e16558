import type { Reading, Stream } from "../reading/reading.ts";
import { addToTotals, clearTotals, noTotals, type Totals } from "./totals.ts";

/** Where the readings of one entity, as one source sees it in one stream, are added up, window after window. */
export interface Accumulator {
  readonly stream: Stream;
  readonly service: string;
  /** Null: the service itself. */
  readonly operation: string | null;
  readonly source: string | null;
  /** Whether a reading without operation ever came; from then on operations are not added up into this one. */
  sendsOwn: boolean;
  /** The window that the totals are of. */
  window: number;
  readonly totals: Totals;
  /** Indexes in the list of series by position in the stream's list of signals; -1 until first observed. */
  readonly series: number[];
}

export interface AccumulatorPlace {
  readonly stream: Stream;
  readonly service: string;
  readonly operation: string | null;
  readonly source: string | null;
}

/** Of every series that is kept, by stream and key. */
export type Accumulators = ReadonlyMap<Stream, Map<string, Accumulator>>;

export function noAccumulators(): Accumulators {
  return new Map([
    ["error-rate", new Map()],
    ["delivery-latency", new Map()],
    ["report-volume", new Map()],
  ]);
}

/** The accumulator of that place, made if it was not there. */
export function accumulatorAt(accumulators: Accumulators, place: AccumulatorPlace): Accumulator {
  const ofStream = accumulators.get(place.stream) as Map<string, Accumulator>;
  const key = placeKey(place);
  const held = ofStream.get(key);
  if (held !== undefined) return held;
  const { stream, service, operation, source } = place;
  const made = {
    stream,
    service,
    operation,
    source,
    sendsOwn: false,
    window: -Infinity,
    totals: noTotals(),
    series: [-1, -1, -1],
  };
  ofStream.set(key, made);
  return made;
}

/** No name is empty or holds `/`. */
function placeKey(place: AccumulatorPlace): string {
  if (place.operation === null && place.source === null) return place.service;
  return `${place.service}/${place.operation ?? ""}/${place.source ?? ""}`;
}

/**
 * Adds up the readings of one window and gives the accumulators that have any. A reading with an operation counts for
 * that operation, and for the service too unless the service itself ever sent a reading of this stream and source.
 */
export function addUp(
  accumulators: Accumulators,
  window: number,
  readings: readonly Reading[],
): readonly Accumulator[] {
  const filled: Accumulator[] = [];
  const ofOperations: Reading[] = [];
  for (const reading of readings) {
    const accumulator = accumulatorAt(accumulators, reading);
    if (reading.operation === null) accumulator.sendsOwn = true;
    else ofOperations.push(reading);
    addReading(accumulator, window, reading, filled);
  }
  for (const reading of ofOperations) {
    const { stream, service, source } = reading;
    const accumulator = accumulatorAt(accumulators, { stream, service, operation: null, source });
    if (!accumulator.sendsOwn) addReading(accumulator, window, reading, filled);
  }
  return filled;
}

/** Those of which no series is kept leave nothing behind: whoever sends new names for ever makes nothing grow. */
export function forgetUnlisted(accumulators: Accumulators, of: readonly Accumulator[]): void {
  for (const accumulator of of) {
    if (accumulator.series.every((index) => index < 0))
      accumulators.get(accumulator.stream)!.delete(placeKey(accumulator));
  }
}

function addReading(accumulator: Accumulator, window: number, reading: Reading, filled: Accumulator[]): void {
  if (accumulator.window !== window) {
    accumulator.window = window;
    clearTotals(accumulator.totals);
    filled.push(accumulator);
  }
  addToTotals(accumulator.totals, reading);
}
