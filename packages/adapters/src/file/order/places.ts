import type { RecordedMessage } from "../recording-item.ts";

/** Numbers the streams of lines in one file that each stand in the order of their arrival, from 0. */
export interface Places {
  /** Of a line with an envelope. */
  ofPartition(topic: string, partition: number): number;
  /** Of any message: bare telemetry stands in order by its service at most. */
  of(message: RecordedMessage): number;
}

/**
 * More places than this are not told apart, so that a file cannot make this grow: their lines are taken as they lie.
 * A cluster has a few thousand partitions.
 */
export const mostPlaces = 65_536;

export function places(): Places {
  const numbers = new Map<string, number>();
  function numberOf(name: string): number {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    if (numbers.size >= mostPlaces) return mostPlaces;
    numbers.set(name, numbers.size);
    return numbers.size - 1;
  }
  const ofPartition = (topic: string, partition: number): number => numberOf(`${partition}/${topic}`);
  return {
    ofPartition,
    of({ topic, partition, isBare, payload }) {
      if (isBare !== true) return ofPartition(topic, partition);
      const { service } = JSON.parse(payload as string) as { readonly service?: unknown };
      return numberOf(`${String(service)}\n${topic}`);
    },
  };
}
