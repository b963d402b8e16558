import type { RecordedMessage, RecordingItem } from "@tocsin/adapters/file";
import { decodeTelemetry } from "@tocsin/adapters/wire";
import type { ErrorCode, Topics } from "@tocsin/contracts";
import type { Stream } from "@tocsin/core";
import { recordedTopic } from "../../settings/recorded-topic.ts";
import { noteReading, seriesFacts, type SeriesFacts } from "./series-facts.ts";
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
  readonly partitions: Map<string, PartitionFacts>;
  readonly series: Map<string, SeriesFacts>;
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
}

/** A terminal is no wider, and 60 of them are enough to see a gap. */
const mostSpans = 60;
const mostSeries = 20_000;

export const recordingFacts = (): RecordingFacts => ({
  lines: 0,
  headers: [],
  failed: [],
  refused: new Map(),
  partitions: new Map(),
  series: new Map(),
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
  if (!notePlace(facts, message)) return;
  const stream = context.streams.get(recordedTopic(message.topic, context.topics));
  if (stream === undefined) return;
  const content = decodeTelemetry(stream, message.payload, message.arrivalMs);
  if (content.kind === "tick") facts.ticks += 1;
  else if (content.kind === "rejected") noteRefused(facts, content, message);
  else {
    const { reading } = content;
    const key = `${stream}\u0000${reading.service}\u0000${reading.operation ?? ""}\u0000${reading.region ?? ""}\u0000${reading.source ?? ""}`;
    let series = facts.series.get(key);
    if (series === undefined) {
      if (facts.series.size >= mostSeries) {
        facts.seriesLeftOut += 1;
        return;
      }
      series = seriesFacts(reading, facts.series.size);
      facts.series.set(key, series);
    }
    facts.counts.add(series.row, reading.ts);
    const { arrivalMs, file, line } = message;
    const { allowedLatenessMs } = context;
    noteReading(series, { reading, arrivalMs, allowedLatenessMs, where: () => `${file}:${line}` });
  }
}

/** False for a message that stood there before: it counts for nothing. */
function notePlace({ partitions }: RecordingFacts, message: RecordedMessage): boolean {
  const { topic, partition, offset, arrivalMs } = message;
  const key = `${partition}/${topic}`;
  const place = partitions.get(key);
  if (place === undefined) {
    const first = { topic, partition, messages: 1, fromMs: arrivalMs, toMs: arrivalMs, highest: offset };
    partitions.set(key, { ...first, missingOffsets: 0, readAgain: 0, mostDisorderMs: 0 });
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
