import type { Observation, Signal } from "../../world/world-window.ts";
import type { SeriesKind } from "./series-model.ts";

/** Every reading an exposure of one: a status probe (or the request count that goes with it). */
const looksLikeProbe = (observation: Observation, count: number): boolean => count === observation.readings;

/** How a series is judged, from its first observation. */
export function kindOf(signal: Signal, observation: Observation): SeriesKind {
  switch (signal) {
    case "errors":
      return looksLikeProbe(observation, observation.exposure) ? "probe" : "count";
    case "traffic":
      return looksLikeProbe(observation, observation.value) ? "ignored" : "traffic";
    case "deliveries":
      return "traffic";
    case "reports":
      return "reports";
    case "latency":
      return observation.buckets === null ? "latency" : "histogram";
    default:
      return "count";
  }
}

/**
 * The kind of a series that was judged as `kind` until now. One that was taken for a probe and turns out to count more
 * than one request at a time is judged as a count from then on; all others stay what they are.
 */
export function reconsideredKind(kind: SeriesKind, signal: Signal, observation: Observation): SeriesKind {
  if (kind !== "probe" && kind !== "ignored") return kind;
  const now = kindOf(signal, observation);
  return now === "count" || now === "traffic" ? now : kind;
}
