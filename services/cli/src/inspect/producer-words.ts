import { printable } from "@tocsin/adapters/config";
import { isSkewed, partitionHealth, type ProducerFigures, producerName, worstFirst } from "@tocsin/intake";
import type { LogPlace } from "@tocsin/log";
import { counted, momentOf } from "@tocsin/report/words";
import { type Block, blank, paragraph, span, type Tone } from "../terminal/layout.ts";
import type { WatchedPartition } from "./watched-producers.ts";

/** A producer in one partition. */
export interface WatchedProducer {
  readonly place: LogPlace;
  readonly figures: ProducerFigures;
}

export interface ProducersRead {
  readonly lastMs: number;
  readonly allowedLatenessMs: number;
  readonly limit: number;
}

/** The worst first. */
export function producersOf(partitions: readonly WatchedPartition[]): readonly WatchedProducer[] {
  return partitions
    .flatMap(({ place, figures }) => figures.producers.map((producer) => ({ place, figures: producer })))
    .sort((one, other) => worstFirst(one.figures, other.figures));
}

/** A table of the producers, and below it the partitions of which a lot was late or refused. */
export function producerBlocks(
  partitions: readonly WatchedPartition[],
  read: ProducersRead,
): readonly Block[] {
  const all = producersOf(partitions);
  if (all.length === 0) return [paragraph(0, ["No message with a producer came in that time."])];
  const shown = all.slice(0, read.limit);
  const more = all.length - shown.length;
  return [
    ...tableBlocks(shown, read),
    ...(more > 0 ? [blank, paragraph(0, [`${counted(more, "more producer")}; --limit N shows more.`])] : []),
    ...partitions.flatMap((partition) => lossBlocks(partition, read)),
  ];
}

const heads = [
  "producer",
  "partition",
  "a minute",
  "late",
  "refused",
  "skew",
  "worst",
  "newest message (UTC)",
];
/** Words to the left, figures to the right. */
const textColumns = new Set([0, 1, 7]);

function tableBlocks(
  producers: readonly WatchedProducer[],
  { allowedLatenessMs, lastMs }: ProducersRead,
): readonly Block[] {
  const rows = producers.map((producer) => cellsOf(producer, lastMs));
  const widths = heads.map((head, at) => Math.max(...[head, ...rows.map((row) => row[at]!)].map(widthOf)));
  const line = (cells: readonly string[], tone: Tone): Block =>
    paragraph(0, [
      span(
        cells
          .map((cell, at) => padded(cell, widths[at]!, textColumns.has(at)))
          .join("  ")
          .trimEnd()
          .replaceAll(" ", "\u00a0"),
        tone,
      ),
    ]);
  return [
    line(heads, "strong"),
    ...rows.map((row, at) =>
      line(row, isSkewed(producers[at]!.figures, allowedLatenessMs) ? "alarm" : "plain"),
    ),
  ];
}

function cellsOf({ place, figures }: WatchedProducer, lastMs: number): readonly string[] {
  const { messages, late, refused, skewMs, worstSkewMs, newestMs } = figures;
  return [
    producerName(figures),
    `${printable(place.topic)}/${place.partition}`,
    perMinute(figures, lastMs).toFixed(1),
    share(late, messages),
    share(refused, messages),
    seconds(skewMs),
    seconds(worstSkewMs),
    momentOf(newestMs),
  ];
}

function lossBlocks(
  { place, figures }: WatchedPartition,
  { allowedLatenessMs }: ProducersRead,
): readonly Block[] {
  const { lostRatio } = partitionHealth(figures, allowedLatenessMs);
  if (lostRatio === null) return [];
  const what = `${Math.round(100 * lostRatio)} % of what came to ${printable(place.topic)}/${place.partition} was late or refused.`;
  return [blank, paragraph(0, [span(what, "warning")])];
}

const widthOf = (text: string): number => [...text].length;

function padded(text: string, width: number, isText: boolean): string {
  const room = " ".repeat(width - widthOf(text));
  return isText ? `${text}${room}` : `${room}${text}`;
}

/** More than the asked time was read where somebody's clock is ahead: Kafka looks for times, not for truth. */
const mostMoreMs = 720_000;

function perMinute({ messages, newestMs, oldestMs }: ProducerFigures, lastMs: number): number {
  const readMs = Math.min(lastMs + mostMoreMs, Math.max(lastMs, newestMs - oldestMs));
  return messages / (readMs / 60_000);
}

const share = (part: number, all: number): string => `${all === 0 ? 0 : Math.round((100 * part) / all)} %`;

function seconds(ms: number | null): string {
  if (ms === null) return "?";
  const whole = Math.round(ms / 1000);
  return whole > 0 ? `+${whole} s` : `${whole === 0 ? 0 : whole} s`;
}

/** One object a line, for programs. */
export function producerJson({ place, figures }: WatchedProducer, lastMs: number): string {
  const { service, source, messages, late, refused, skewMs, sureSkewMs, worstSkewMs, newestMs } = figures;
  return JSON.stringify({
    service,
    source,
    topic: place.topic,
    partition: place.partition,
    messages,
    perMinute: perMinute(figures, lastMs),
    late,
    refused,
    skewMs,
    sureSkewMs,
    worstSkewMs,
    newestMs,
  });
}
