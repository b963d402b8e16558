import type { World } from "../world/world.ts";
import { minuteMs, msOf } from "../world/world-time.ts";
import { sampler } from "./sample.ts";
import type { Sent } from "./sent.ts";

/** No telemetry is later than this. */
const longestWaitMinutes = 30;

/**
 * Everything that arrives in the minutes from `fromMinute` up to but without `toMinute`, in order of arrival, a list for
 * each minute. What is cut into several stretches is the same as in one.
 */
export function* arrivals(world: World, fromMinute: number, toMinute: number): Generator<readonly Sent[]> {
  const sample = sampler(world);
  // A full hour, because random streams begin there.
  const first = Math.max(0, Math.floor((fromMinute - longestWaitMinutes) / 60) * 60);
  const waiting = new Map<number, Sent[]>();
  for (let minute = first; minute < toMinute; minute += 1) {
    const arrived = waiting.get(minute) ?? [];
    waiting.delete(minute);
    if (minute >= fromMinute) yield arrived.toSorted((one, other) => one.arrivalMs - other.arrivalMs);
    if (minute >= world.minutes) continue;
    for (const sent of sample(minute)) {
      const at = Math.floor((sent.arrivalMs - msOf(0)) / minuteMs);
      const list = waiting.get(at);
      if (list === undefined) waiting.set(at, [sent]);
      else list.push(sent);
    }
  }
}
