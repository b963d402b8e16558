import { type ClockedProducer, newClock, skewRounds } from "./skew-rounds.ts";
import { median } from "./median.ts";
import type { IntakeStep, TelemetryRecord } from "../intake-session.ts";

/** Who sends: a service as a source sees it, or a message's key where the message cannot be read. */
export interface ProducerName {
  readonly service: string;
  readonly source: string | null;
}

interface Counts {
  messages: number;
  late: number;
  refused: number;
}

/** What was counted: messages that came, and how many of them were late or refused for another reason. */
export type MessageCounts = Readonly<Counts>;

export interface ProducerFigures extends MessageCounts, ProducerName {
  /** About how far its clock is ahead of the others', lately; null while too little is known. */
  readonly skewMs: number | null;
  /** So much of that is sure. */
  readonly sureSkewMs: number | null;
  /** The one that is furthest from the others, of those that are kept. */
  readonly worstSkewMs: number | null;
  /** The time of its newest message by its own clock, epoch ms. */
  readonly newestMs: number;
  /** The time of the first one that is remembered, by the same clock. */
  readonly oldestMs: number;
}

/** How a partition's producers are. */
export interface PartitionFigures extends MessageCounts {
  readonly producers: readonly ProducerFigures[];
}

export interface ProducerWatchOptions {
  /** Counts are of one to two such periods. */
  readonly periodMs: number;
  readonly keptSkews: number;
}

/** Watches the producers of one partition. It is memory of this process alone, and no verdict depends on it. */
export interface ProducerWatch {
  /** By a clock that never goes back: what is taken from now on came at that moment. */
  at(elapsedMs: number): void;
  take(record: WatchedRecord, step: IntakeStep): void;
  figures(): PartitionFigures;
}

export interface WatchedRecord extends Pick<TelemetryRecord, "offset" | "timestampMs"> {
  readonly key: Uint8Array | null;
}

/** What a live worker keeps: skews of the last minutes, counts of the last five to ten. */
export const liveWatch: ProducerWatchOptions = { periodMs: 300_000, keptSkews: 5 };

interface Producer extends ProducerName, ClockedProducer {
  now: Counts;
  before: Counts;
  oldestMs: number;
  /** The number of the partition's message that it sent last. */
  heardAt: number;
  heardAtMs: number;
}

/** Of more the one that was not heard for longest is forgotten. */
export const mostProducers = 256;
const longestKey = 200;
/** Who was not heard for so many periods is forgotten. */
const keptPeriods = 3;
/** One odd message is no skew. */
const fewestSkews = 3;

export function producerWatch({ periodMs, keptSkews }: ProducerWatchOptions): ProducerWatch {
  const byService = new Map<string, Map<string | null, Producer>>();
  const producers: Producer[] = [];
  const rounds = skewRounds({ producers, mostProducers });
  let now = noCounts();
  let before = noCounts();
  let atMs = 0;
  let periodEndMs: number | null = null;
  let messages = 0;

  const forget = (producer: Producer): void => {
    const { service, source } = producer;
    producers.splice(producers.indexOf(producer), 1);
    const ofService = byService.get(service);
    ofService?.delete(source);
    if (ofService?.size === 0) byService.delete(service);
  };
  const added = ({ service, source }: ProducerName, timestampMs: number): Producer => {
    if (producers.length >= mostProducers) forget(longestSilent(producers));
    const producer: Producer = { service, source, ...newClock(keptSkews), ...newMemory(timestampMs) };
    producers.push(producer);
    const ofService = byService.get(service) ?? new Map<string | null, Producer>();
    byService.set(service, ofService.set(source, producer));
    return producer;
  };
  const nextPeriod = (): void => {
    before = now;
    now = noCounts();
    for (const producer of producers) {
      producer.before = producer.now;
      producer.now = noCounts();
    }
    const sinceMs = atMs - keptPeriods * periodMs;
    for (const producer of producers.filter(({ heardAtMs }) => heardAtMs < sinceMs)) forget(producer);
  };
  const found = (service: string, source: string | null): Producer | undefined =>
    byService.get(service)?.get(source);
  const heard = (record: WatchedRecord, reading: ProducerName | null): Producer | null => {
    now.messages += 1;
    messages += 1;
    const name = reading ?? keyName(record.key);
    if (name === null) return null;
    const producer = found(name.service, name.source) ?? added(name, record.timestampMs);
    producer.now.messages += 1;
    producer.heardAt = messages;
    producer.heardAtMs = atMs;
    return producer;
  };

  return {
    at(elapsedMs) {
      atMs = elapsedMs;
      periodEndMs ??= atMs + periodMs;
      if (atMs < periodEndMs) return;
      nextPeriod();
      if (atMs >= periodEndMs + periodMs) nextPeriod();
      periodEndMs = atMs + periodMs;
    },
    take(record, { isDecoded, reading, refused, revised }) {
      const isTick = isDecoded && reading === null;
      const producer = isTick ? null : heard(record, reading);
      if (producer !== null) rounds.hear(producer, record.timestampMs, isDecoded);
      // What fills a gap is late too. It is the record at hand unless others have waited for it, which is rare.
      now.late += revised;
      if (producer !== null) producer.now.late += revised;
      for (const { code, offset, reading: lost } of refused) {
        countRefused(now, code);
        const whose = lost === null ? null : (found(lost.service, lost.source) ?? null);
        const counted = offset === record.offset ? producer : whose;
        if (counted !== null) countRefused(counted.now, code);
      }
    },
    figures: () => ({ ...sumOf(now, before), producers: producers.map(figuresOf) }),
  };
}

const noCounts = (): Counts => ({ messages: 0, late: 0, refused: 0 });
const newMemory = (oldestMs: number) => ({
  now: noCounts(),
  before: noCounts(),
  oldestMs,
  heardAt: 0,
  heardAtMs: 0,
});

/** What was there already is no loss: a producer that sends twice to be sure is well. */
const harmless: ReadonlySet<string> = new Set(["duplicate", "conflict"]);

function countRefused(counts: Counts, code: string): void {
  if (code === "late") counts.late += 1;
  else if (!harmless.has(code)) counts.refused += 1;
}

function sumOf(one: MessageCounts, other: MessageCounts): MessageCounts {
  return {
    messages: one.messages + other.messages,
    late: one.late + other.late,
    refused: one.refused + other.refused,
  };
}

function longestSilent(producers: readonly Producer[]): Producer {
  return producers.reduce((longest, one) => (one.heardAt < longest.heardAt ? one : longest));
}

function keyName(key: Uint8Array | null | undefined): ProducerName | null {
  if (key === null || key === undefined || key.length === 0) return null;
  return { service: Buffer.from(key.subarray(0, longestKey)).toString("utf8"), source: null };
}

function figuresOf(producer: Producer): ProducerFigures {
  const { service, source, now, before, newestMs, oldestMs, skews } = producer;
  const isKnown = skews >= fewestSkews;
  const aboutMs = producer.aboutMs.subarray(0, skews);
  const surelyMs = producer.surelyMs.subarray(0, skews);
  return {
    service,
    source,
    ...sumOf(now, before),
    skewMs: isKnown ? median(aboutMs) : null,
    sureSkewMs: isKnown ? median(surelyMs) : null,
    worstSkewMs: isKnown ? furthest(aboutMs) : null,
    newestMs,
    oldestMs,
  };
}

function furthest(skewsMs: Float64Array): number {
  return skewsMs.reduce((worst, skew) => (Math.abs(skew) > Math.abs(worst) ? skew : worst), 0);
}
