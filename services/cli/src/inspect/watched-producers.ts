import { streamsByTopic } from "@tocsin/adapters/wire";
import type { ResolvedConfiguration } from "@tocsin/adapters/config";
import type { Configuration } from "@tocsin/contracts";
import { intakeSession, type PartitionFigures, producerWatch } from "@tocsin/intake";
import { type Log, type LogPlace, readBetween } from "@tocsin/log";

/** The producers of a partition, by what came to it since a time. */
export interface WatchedPartition {
  readonly place: LogPlace;
  readonly figures: PartitionFigures;
}

export interface WatchedSpan {
  /** Epoch ms. */
  readonly sinceMs: number;
  readonly interrupted: AbortSignal | undefined;
}

/** Median and worst are of so many. */
const keptSkews = 200;

/**
 * Reads what has come to the telemetry topics since a time, and gives each partition that has something. An intake without
 * a memory takes it by the clock of the stream: readings may be late for a live one that are not for this.
 */
export async function watchedProducers(
  log: Log,
  configuration: Pick<Configuration, "topics" | "windowMs" | "allowedLatenessMs"> &
    Partial<Pick<ResolvedConfiguration, "topicFormats">>,
  span: WatchedSpan,
): Promise<readonly WatchedPartition[]> {
  const { topicFormats = new Map() } = configuration;
  const streams = streamsByTopic(configuration.topics, topicFormats);
  const { windowMs, allowedLatenessMs } = configuration;
  const counts = await log.partitionCounts([...streams.keys()]);
  const watched: WatchedPartition[] = [];
  for (const topic of streams.keys()) {
    // What other tools write has no producers that could be told apart.
    if (topicFormats.has(topic)) continue;
    for (let partition = 0; partition < (counts.get(topic) ?? 0); partition += 1) {
      const place = { topic, partition };
      const session = intakeSession({ windowMs, allowedLatenessMs, reviseMs: 0, clock: "stream", streams });
      const watch = producerWatch({ periodMs: Number.POSITIVE_INFINITY, keptSkews });
      const range = { place, from: await log.offsetAt(place, span.sinceMs), to: (await log.span(place)).end };
      await readBetween(log, range, (record) => {
        if (span.interrupted?.aborted === true) throw new Error("interrupted");
        watch.take(record, session.step(record, null));
        return true;
      });
      const figures = watch.figures();
      if (figures.messages > 0) watched.push({ place, figures });
    }
  }
  return watched;
}
