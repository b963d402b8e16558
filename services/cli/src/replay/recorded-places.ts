import { readUnordered } from "@tocsin/adapters/file";
import { decodeFrame } from "@tocsin/adapters/wire";
import { type Topics, topicNames } from "@tocsin/contracts";
import type { InputPlace } from "@tocsin/core";

export interface RecordedPlacesOptions {
  readonly recordings: readonly string[];
  readonly topics: Topics;
  readonly windowMs: number;
}

const standardInput = "-";

export const isWindowsTopic = (topic: string, topics: Topics): boolean =>
  topic === topicNames.windows || topic === topics.windows;

/**
 * The telemetry partitions whose frames recordings of `tocsin.windows.v1` hold; none for recordings of telemetry. An
 * intake that worked off a backlog wrote all frames of one partition before the first of another, so a join must know
 * from the start for whom to wait. Reads the files to their end, but not standard input, which can be read only once.
 */
export async function recordedPlaces(options: RecordedPlacesOptions): Promise<readonly InputPlace[]> {
  const { recordings, topics, windowMs } = options;
  const files = recordings.filter((file) => file !== standardInput);
  const places = new Map<string, InputPlace>();
  for await (const items of readUnordered(files)) {
    for (const item of items) {
      if (item.kind !== "message") continue;
      if (!isWindowsTopic(item.topic, topics)) return [];
      const decoded = decodeFrame(item.payload, windowMs);
      if (decoded.kind === "rejected") continue;
      const { topic, partition } = decoded.frame;
      places.set(`${partition}/${topic}`, { topic, partition });
    }
  }
  return [...places.values()];
}
