import type { LogPlace } from "@tocsin/log";

export function placeKey({ topic, partition }: LogPlace): string {
  return `${topic}/${partition}`;
}

export function comparePlaces(a: LogPlace, b: LogPlace): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}

export function samePlaces(a: readonly LogPlace[], b: readonly LogPlace[]): boolean {
  if (a.length !== b.length) return false;
  const keys = new Set(a.map(placeKey));
  return b.every((place) => keys.has(placeKey(place)));
}

/** The partitions of each topic, as Kafka's messages have them. */
export function partitionsByTopic(places: readonly LogPlace[]): Readonly<Record<string, readonly number[]>> {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of places) {
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  }
  return Object.fromEntries(topics);
}

export function placesOf(topics: Readonly<Record<string, readonly number[]>>): readonly LogPlace[] {
  return Object.entries(topics)
    .flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })))
    .sort(comparePlaces);
}
