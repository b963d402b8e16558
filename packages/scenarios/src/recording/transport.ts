import { randomStream, uniform, wholeBetween } from "@tocsin/worlds/random";
import type { World } from "../world/world.ts";
import { type Reading, type SeriesKey, series } from "./series.ts";

const minuteMs = 60_000;
const usualLongestDelayMs = 5000;
export const usualPartitionsPerTopic = 3;

/** Puts a reading of one series among those of its minute, unless it gets lost. */
export type Send = (readings: Reading[], ts: number, body: string) => void;

/** The way of one series to the broker: a delay of its own for each reading, and now and then a loss. */
export function transport(world: World, key: SeriesKey): Send {
  const parts = series(key, world.partitionsPerTopic ?? usualPartitionsPerTopic);
  const who = key.source === null ? [] : [`@${key.source}`];
  const random = randomStream(world.seed, key.service, key.operation ?? "", key.stream, "transport", ...who);
  const longestDelayMs = world.longestDelayMs ?? usualLongestDelayMs;
  const missingProbability = world.missingProbability ?? 0;
  return (readings, ts, body) => {
    const arrival = ts + minuteMs + wholeBetween(random, 0, longestDelayMs);
    if (uniform(random) < missingProbability) return;
    readings.push({ series: parts, arrival, ts, body });
  };
}
