import type { Configuration } from "@tocsin/contracts";
import { inputPlaces, type Log, type LogPlace, readBetween } from "@tocsin/log";

interface FrameToSend {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly partition: number;
  /** The input offset that must be read before. */
  readonly afterOffset: number;
}

/** What an intake wrote, to be written once more by a loop that does not make it. */
export interface FramesToSend {
  readonly topic: string;
  readonly bytes: number;
  readonly frames: number;
  /** Gives every frame once, when its input was read. */
  sender(): { until(place: LogPlace, offset: number): readonly Omit<FrameToSend, "afterOffset">[] };
}

/** Reads back all frames that an intake has committed; `into`: the topic where the plain loop writes them. */
export async function framesToSend(
  log: Log,
  { topics }: Pick<Configuration, "topics">,
  into: string,
): Promise<FramesToSend> {
  const inputs = [topics.errorRate, topics.deliveryLatency, topics.reportVolume];
  const places = inputPlaces(topics, await log.partitionCounts(inputs));
  const byInput = new Map<string, readonly FrameToSend[]>();
  for (const { input, windows } of places) byInput.set(keyOf(input), await framesOf(log, windows));
  const all = [...byInput.values()].flat();
  return {
    topic: into,
    bytes: all.reduce((sum, { value }) => sum + value.length, 0),
    frames: all.length,
    sender: () => {
      const sent = new Map<string, number>();
      return {
        until(place, offset) {
          const frames = byInput.get(keyOf(place)) ?? [];
          const from = sent.get(keyOf(place)) ?? 0;
          let to = from;
          while (to < frames.length && (frames[to]?.afterOffset ?? 0) <= offset) to += 1;
          sent.set(keyOf(place), to);
          return frames.slice(from, to);
        },
      };
    },
  };
}

async function framesOf(log: Log, place: LogPlace): Promise<readonly FrameToSend[]> {
  const frames: FrameToSend[] = [];
  const { first, end } = await log.span(place);
  await readBetween(log, { place, from: first, to: end }, ({ key, value }) => {
    const text = Buffer.from(value ?? []);
    const { columns } = JSON.parse(text.toString("utf8")) as {
      readonly columns: { readonly offset: readonly number[] };
    };
    const afterOffset = columns.offset.at(-1) ?? 0;
    frames.push({
      key: Buffer.from(key ?? []),
      value: text,
      partition: place.partition,
      afterOffset: Math.max(afterOffset, frames.at(-1)?.afterOffset ?? 0),
    });
    return true;
  });
  return frames;
}

const keyOf = ({ topic, partition }: LogPlace): string => `${topic}/${partition}`;
