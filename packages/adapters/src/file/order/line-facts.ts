import { parseLine } from "../parse-line.ts";
import type { LineFact } from "./fact-window.ts";
import { type Places, places } from "./places.ts";

/** Reads from a line what its order depends on; null where it has no part in it. */
export interface LineFacts {
  /** A line in these bytes, without its line break. */
  ofBytes(bytes: Buffer, range: { readonly from: number; readonly to: number }, at: LineAt): LineFact | null;
  ofText(text: string, at: LineAt): LineFact | null;
}

/** Where a line stands in the file. */
export interface LineAt {
  readonly byte: number;
  readonly line: number;
}

export function lineFacts(): LineFacts {
  const numbers = places();
  const topics: KnownTopic[] = [];
  const quick: QuickFields = { topic: null, partition: 0, arrivalMs: 0 };

  function ofText(text: string, { byte, line }: LineAt): LineFact | null {
    const item = parseLine(text, { file: "", line });
    if (item?.kind !== "message") return null;
    return { place: numbers.of(item), arrivalMs: item.arrivalMs, isBare: item.isBare === true, byte, line };
  }

  return {
    ofText,
    ofBytes(bytes, { from, to }, at) {
      if (readQuickly({ bytes, from, to, topics }, quick)) {
        const place = placeOf(quick.topic as KnownTopic, quick.partition, numbers);
        return { place, arrivalMs: quick.arrivalMs, isBare: false, byte: at.byte, line: at.line };
      }
      return to === from ? null : ofText(bytes.toString("utf8", from, to), at);
    },
  };
}

interface KnownTopic {
  readonly name: string;
  readonly bytes: Buffer;
  /** By partition. */
  readonly places: (number | undefined)[];
}

interface QuickFields {
  topic: KnownTopic | null;
  partition: number;
  arrivalMs: number;
}

/** Partitions above this are looked up by name. */
const mostListed = 4096;

function placeOf({ name, places: known }: KnownTopic, partition: number, numbers: Places): number {
  if (partition > mostListed) return numbers.ofPartition(name, partition);
  return (known[partition] ??= numbers.ofPartition(name, partition));
}

/** Topics above this are not remembered; their lines are read in full. */
const mostTopics = 64;
const longestTopic = 249;

const opening = Buffer.from('{"topic":"');
const beforePartition = Buffer.from('","partition":');
const beforeOffset = Buffer.from(',"offset":');
const beforeType = Buffer.from(',"tstype":"');
const afterType = Buffer.from('","ts":');
const [quote, backslash, zero, nine] = [0x22, 0x5c, 0x30, 0x39];

interface QuickLine {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly topics: KnownTopic[];
}

/**
 * Reads the beginning of a line as `kcat -J` and `tocsin record` write it, without parsing the rest: several times faster.
 * False where the line is written otherwise.
 */
function readQuickly({ bytes, from, to, topics }: QuickLine, found: QuickFields): boolean {
  let at = skip(bytes, from, opening);
  if (at < 0) return false;
  const topicFrom = at;
  const topicEnd = Math.min(to, at + longestTopic + 1);
  while (at < topicEnd && bytes[at] !== quote && bytes[at] !== backslash) at += 1;
  found.topic = topicIn(topics, bytes, { from: topicFrom, to: at });
  if (found.topic === null) return false;
  at = skip(bytes, at, beforePartition);
  const partitionEnd = endOfDigits(bytes, at, to);
  const offsetFrom = skip(bytes, partitionEnd, beforeOffset);
  const typeFrom = skip(bytes, endOfDigits(bytes, offsetFrom, to), beforeType);
  if (typeFrom < 0) return false;
  let typeEnd = typeFrom;
  while (typeEnd < to && bytes[typeEnd] !== quote) typeEnd += 1;
  const tsFrom = skip(bytes, typeEnd, afterType);
  const tsEnd = endOfDigits(bytes, tsFrom, to);
  if (tsEnd < 0 || tsEnd - tsFrom > 15 || partitionEnd - at > 9) return false;
  found.partition = digits(bytes, at, partitionEnd);
  found.arrivalMs = digits(bytes, tsFrom, tsEnd);
  return true;
}

function topicIn(
  topics: KnownTopic[],
  bytes: Buffer,
  { from, to }: { readonly from: number; readonly to: number },
): KnownTopic | null {
  for (const topic of topics) {
    if (topic.bytes.length === to - from && skip(bytes, from, topic.bytes) === to) return topic;
  }
  if (topics.length >= mostTopics || bytes[to] !== quote || to === from) return null;
  const added = {
    name: bytes.toString("utf8", from, to),
    bytes: Buffer.from(bytes.subarray(from, to)),
    places: [],
  };
  topics.push(added);
  return added;
}

/** The place behind these bytes; -1 where others stand there, or there is no place to begin with. */
function skip(bytes: Buffer, from: number, expected: Buffer): number {
  if (from < 0) return -1;
  for (let at = 0; at < expected.length; at += 1) if (bytes[from + at] !== expected[at]) return -1;
  return from + expected.length;
}

/** -1 where there is no digit. */
function endOfDigits(bytes: Buffer, from: number, to: number): number {
  if (from < 0) return -1;
  let at = from;
  while (at < to && (bytes[at] as number) >= zero && (bytes[at] as number) <= nine) at += 1;
  return at === from ? -1 : at;
}

function digits(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) value = value * 10 + (bytes[at] as number) - zero;
  return value;
}
