import type { RecordedMessage, RecordingItem } from "@tocsin/adapters/file";
import type { DecodeTelemetry } from "@tocsin/adapters/wire";
import type { ErrorCode, Topics } from "@tocsin/contracts";
import type { Reading, Stream } from "@tocsin/core";
import { recordedTopic } from "../../settings/recorded-topic.ts";
import { noteReading, seriesFacts, type SeriesFacts } from "./series-facts.ts";
import { type SeriesIndex, seriesIndex } from "./series-index.ts";
import { type TimeCounts, timeCounts } from "./time-counts.ts";

export interface PartitionFacts {
  readonly topic: string;
  readonly partition: number;
  messages: number;
  fromMs: number;
  toMs: number;
  /** Highest offset so far. */
  highest: number;
  /** Offsets between two messages that are in no message: markers of transactions, or what is not there. */
  missingOffsets: number;
  /** At or below an offset that was there before. */
  readAgain: number;
  /** How far a message lies behind one with a later time. */
  mostDisorderMs: number;
}

/** What is known of a topic by its name: each message asks for it. */
interface TopicFacts {
  readonly name: string;
  /** Undefined where the topic holds no telemetry. */
  readonly stream: Stream | undefined;
  readonly partitions: Map<number, PartitionFacts>;
}

export interface RefusedCode {
  count: number;
  readonly reason: string;
  readonly first: string;
}

export interface RecordingFacts {
  lines: number;
  readonly headers: { readonly file: string; readonly name?: string; readonly provenance?: string }[];
  readonly failed: { readonly file: string; readonly reason: string }[];
  readonly refused: Map<ErrorCode, RefusedCode>;
  readonly partitions: PartitionFacts[];
  readonly topics: Map<string, TopicFacts>;
  /** The topic of the message before: lines of one topic tend to stand together. */
  lastTopic: TopicFacts | null;
  readonly series: SeriesFacts[];
  readonly index: Readonly<Record<Stream, SeriesIndex>>;
  /** Readings of series beyond those that are kept. */
  seriesLeftOut: number;
  ticks: number;
  /** Folders whose recording did not come to its end. */
  readonly partial: string[];
  /** A row for each series, in their order. */
  readonly counts: TimeCounts;
}

export interface FactsContext {
  readonly topics: Topics;
  readonly streams: ReadonlyMap<string, Stream>;
  readonly allowedLatenessMs: number;
  readonly decode: DecodeTelemetry;
}

/** A terminal is no wider, and 60 of them are enough to see a gap. */
const mostSpans = 60;
const mostSeries = 20_000;

export const recordingFacts = (): RecordingFacts => ({
  lines: 0,
  headers: [],
  failed: [],
  refused: new Map(),
  partitions: [],
  topics: new Map(),
  lastTopic: null,
  series: [],
  index: {
    "error-rate": seriesIndex(),
    "delivery-latency": seriesIndex(),
    "report-volume": seriesIndex(),
  },
  seriesLeftOut: 0,
  ticks: 0,
  partial: [],
  counts: timeCounts(mostSpans),
});

/** Takes one item of a recording into account, in the order in which it lies there. Memory grows with series alone. */
export function noteItem(facts: RecordingFacts, item: RecordingItem, context: FactsContext): void {
  if (item.kind === "failed") {
    facts.failed.push({ file: item.file, reason: item.reason });
    return;
  }
  facts.lines += 1;
  if (item.kind === "header") {
    const { name, provenance } = item.header;
    facts.headers.push({
      file: item.file,
      ...(name === undefined ? {} : { name }),
      ...(provenance === undefined ? {} : { provenance }),
    });
  } else if (item.kind === "rejected") noteRefused(facts, item, item);
  else if (item.kind === "message") noteMessage(facts, item, context);
}

function noteMessage(facts: RecordingFacts, message: RecordedMessage, context: FactsContext): void {
  const topic = topicOf(facts, message.topic, context);
  if (!notePlace(facts, topic, message) || topic.stream === undefined) return;
  const content = context.decode(topic.stream, message.inLine ?? message.payload, message.arrivalMs);
  if (content.kind === "tick") facts.ticks += 1;
  else if (content.kind === "rejected") noteRefused(facts, content, message);
  else {
    const { reading } = content;
    const series = facts.index[topic.stream].of(reading) ?? newSeries(facts, reading);
    if (series === null) {
      facts.seriesLeftOut += 1;
      return;
    }
    facts.counts.add(series.row, reading.ts);
    noteReading(series, { reading, message, allowedLatenessMs: context.allowedLatenessMs });
  }
}

/** Null where there are too many already. */
function newSeries({ series, index }: RecordingFacts, reading: Reading): SeriesFacts | null {
  if (series.length >= mostSeries) return null;
  const made = seriesFacts(reading, series.length);
  series.push(made);
  index[reading.stream].add(reading, made);
  return made;
}

function topicOf(facts: RecordingFacts, name: string, { topics, streams }: FactsContext): TopicFacts {
  const { lastTopic } = facts;
  if (lastTopic?.name === name) return lastTopic;
  const found = facts.topics.get(name) ?? {
    name,
    stream: streams.get(recordedTopic(name, topics)),
    partitions: new Map(),
  };
  facts.topics.set(name, found);
  facts.lastTopic = found;
  return found;
}

/** False for a message that stood there before: it counts for nothing. */
function notePlace(facts: RecordingFacts, { partitions }: TopicFacts, message: RecordedMessage): boolean {
  const { topic, partition, offset, arrivalMs } = message;
  const place = partitions.get(partition);
  if (place === undefined) {
    const first = { topic, partition, messages: 1, fromMs: arrivalMs, toMs: arrivalMs, highest: offset };
    const made = { ...first, missingOffsets: 0, readAgain: 0, mostDisorderMs: 0 };
    partitions.set(partition, made);
    facts.partitions.push(made);
    return true;
  }
  if (offset <= place.highest) {
    place.readAgain += 1;
    return false;
  }
  place.messages += 1;
  place.missingOffsets += offset - place.highest - 1;
  place.highest = offset;
  place.mostDisorderMs = Math.max(place.mostDisorderMs, place.toMs - arrivalMs);
  place.fromMs = Math.min(place.fromMs, arrivalMs);
  place.toMs = Math.max(place.toMs, arrivalMs);
  return true;
}

function noteRefused(
  { refused }: RecordingFacts,
  { code, reason }: { readonly code: ErrorCode; readonly reason: string },
  { file, line }: { readonly file: string; readonly line: number },
): void {
  const known = refused.get(code);
  if (known === undefined) refused.set(code, { count: 1, reason, first: `${file}:${line}` });
  else known.count += 1;
}
