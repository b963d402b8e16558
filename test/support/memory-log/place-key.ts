import type { LogPlace } from "@tocsin/log";

/** Equal for equal places, different for different ones: no topic's name holds a slash. */
export function placeKey(place: LogPlace): string {
  return `${place.topic}/${place.partition}`;
}
