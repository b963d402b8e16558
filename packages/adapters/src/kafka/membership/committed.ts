import type { LogPlace } from "@tocsin/log";
import { type KafkaBroker } from "../client/internals.ts";
import { partitionsByTopic, placeKey } from "./places.ts";

/** The group's offsets of these places; null where none was ever committed. */
export async function committedOffsets(
  coordinator: KafkaBroker,
  group: string,
  places: readonly LogPlace[],
): Promise<ReadonlyMap<LogPlace, number | null>> {
  if (places.length === 0) return new Map();
  const topics = Object.entries(partitionsByTopic(places)).map(([topic, partitions]) => ({
    topic,
    partitions: partitions.map((partition) => ({ partition })),
  }));
  const answer = await coordinator.offsetFetch({ groupId: group, topics });
  const offsets = new Map<string, number>();
  for (const { topic, partitions } of answer.responses) {
    for (const { partition, offset } of partitions) {
      offsets.set(placeKey({ topic, partition }), Number(offset));
    }
  }
  return new Map(
    places.map((place) => {
      const offset = offsets.get(placeKey(place)) ?? -1;
      return [place, offset < 0 ? null : offset];
    }),
  );
}
