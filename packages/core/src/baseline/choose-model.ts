import type { Observation, Signal } from "../join/world-window.ts";
import { type Model, modelNumber, type SeriesColumns } from "./series-table.ts";
import { initialLatencyDeviation } from "./latency-baseline.ts";

/** Every reading an exposure of one: a status probe (or the request count that goes with it). */
const looksLikeProbe = (observation: Observation, count: number): boolean => count === observation.readings;

function modelFor(signal: Signal, observation: Observation): Model {
  switch (signal) {
    case "errors":
      return looksLikeProbe(observation, observation.exposure) ? "probe" : "excess";
    case "traffic":
      return looksLikeProbe(observation, observation.value) ? "ignored" : "drop";
    case "deliveries":
      return "drop";
    case "reports":
      return "reports";
    case "latency":
      return observation.buckets === null ? "latency" : "excess";
    default:
      return "excess";
  }
}

/** Chooses how a series is judged from its first observation. */
export function chooseModel(
  columns: SeriesColumns,
  row: number,
  signal: Signal,
  observation: Observation,
): void {
  const model = modelFor(signal, observation);
  columns.model[row] = modelNumber(model);
  if (model === "latency") columns.spread[row] = initialLatencyDeviation;
}

/** A series taken for a probe that turns out to count more than one request at a time is judged as a count from then on. */
export function reconsiderModel(
  columns: SeriesColumns,
  row: number,
  signal: Signal,
  observation: Observation,
): void {
  const model = columns.model[row];
  if (model !== modelNumber("probe") && model !== modelNumber("ignored")) return;
  const next = modelFor(signal, observation);
  if (next === "excess" || next === "drop") {
    columns.model[row] = modelNumber(next);
    columns.firstWindow[row] = -1;
    columns.readings[row] = 0;
    columns.ready[row] = 0;
  }
}
