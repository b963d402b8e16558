import { type FieldMetric, metricNames, momentMs } from "../influx/field-points.ts";
import { anyNumber, keepClass } from "../kept-classes.ts";
import type { Attributes, BucketCounts, Point, Sink, WrittenAttributes } from "../point.ts";
import { bucketOf } from "../prometheus/labelled.ts";
import { labelsOf } from "../prometheus/range-query.ts";
import { placesOfMetric, scannedMetrics } from "./metric-scan.ts";

/** Hands on the fields of bytes that Telegraf wrote as usual, and says whether they were. */
export function usualTelegraf(bytes: Uint8Array, sink: Sink): boolean {
  const scanned = scannedMetrics(bytes);
  if (scanned === null) return false;
  const { metrics, times, names, values } = scanned;
  const metricAt = fieldMetrics(bytes, sink);
  let field = 0;
  for (let index = 0; index < times.length; index += 1) {
    const places = index * placesOfMetric;
    const atMs = momentMs(times[index]!);
    const end = metrics[places + 4]!;
    for (; field < end; field += 1) {
      const { metric, isWanted } = metricAt(
        metrics[places]!,
        metrics[places + 1]!,
        names[2 * field]!,
        names[2 * field + 1]!,
      );
      if (!isWanted && !sink.wants(metric, one)) continue;
      const from = metrics[places + 2]!;
      const to = metrics[places + 3]!;
      sink.point(new UsualPoint({ metric, atMs, value: values[field]! }, bytes, from, to));
    }
  }
  return true;
}

const one = (): number => 1;

const utf8 = new TextDecoder();
const textAt = (bytes: Uint8Array, from: number, to: number): string => utf8.decode(bytes.subarray(from, to));

/** What a field is called, and where its names stand in the message. */
interface KnownField {
  readonly nameFrom: number;
  readonly nameTo: number;
  readonly fieldFrom: number;
  readonly fieldTo: number;
  readonly named: FieldMetric;
  /** The one that came behind it. */
  next: KnownField | null;
}

/** Metrics tell their fields in the same order as the one before: so the one that came next the last time is looked at first. */
function fieldMetrics(
  bytes: Uint8Array,
  sink: Sink,
): (nameFrom: number, nameTo: number, fieldFrom: number, fieldTo: number) => FieldMetric {
  const metricOf = metricNames(sink);
  const known = new Map<FieldMetric, KnownField>();
  let former: KnownField | null = null;
  const isSame = (from: number, to: number, otherFrom: number, otherTo: number): boolean => {
    if (to - from !== otherTo - otherFrom) return false;
    for (let at = from, other = otherFrom; at < to; at += 1, other += 1) {
      if (bytes[at] !== bytes[other]) return false;
    }
    return true;
  };
  return (nameFrom, nameTo, fieldFrom, fieldTo) => {
    const guess: KnownField | null = former === null ? null : former.next;
    if (
      guess !== null &&
      isSame(guess.nameFrom, guess.nameTo, nameFrom, nameTo) &&
      isSame(guess.fieldFrom, guess.fieldTo, fieldFrom, fieldTo)
    ) {
      former = guess;
      return guess.named;
    }
    const named = metricOf(textAt(bytes, nameFrom, nameTo), textAt(bytes, fieldFrom, fieldTo));
    const found: KnownField = known.get(named) ?? {
      nameFrom,
      nameTo,
      fieldFrom,
      fieldTo,
      named,
      next: null,
    };
    known.set(named, found);
    if (former !== null) former.next = found;
    former = found;
    return named;
  };
}

/** A point whose tags are the bytes of its message until somebody asks for them, which is once in the life of a series. */
class UsualPoint implements Point, WrittenAttributes {
  readonly metric: string;
  readonly type = "untyped";
  readonly startMs = null;
  readonly atMs: number;
  readonly value: number;
  readonly unit = null;
  readonly origin = null;
  readonly #bytes: Uint8Array;
  readonly #from: number;
  readonly #to: number;

  constructor(
    { metric, atMs, value }: Pick<Point, "metric" | "atMs" | "value">,
    bytes: Uint8Array,
    from: number,
    to: number,
  ) {
    this.metric = metric;
    this.atMs = atMs;
    this.value = value;
    this.#bytes = bytes;
    this.#from = from;
    this.#to = to;
  }

  get attributes(): Attributes {
    const isNone = this.#to === 0;
    return isNone ? new Map() : labelsOf(JSON.parse(textAt(this.#bytes, this.#from, this.#to)));
  }

  get buckets(): BucketCounts | null {
    return bucketOf(this);
  }

  get written(): this {
    return this;
  }

  texts(): readonly string[] {
    return [textAt(this.#bytes, this.#from, this.#to)];
  }

  areTexts(known: readonly string[]): boolean {
    const [text] = known;
    const length = this.#to - this.#from;
    if (known.length !== 1 || text?.length !== length) return false;
    for (let at = 0; at < length; at += 1) {
      if (text.charCodeAt(at) !== this.#bytes[this.#from + at]) return false;
    }
    return true;
  }
}

keepClass(new UsualPoint({ metric: "", atMs: anyNumber, value: anyNumber }, new Uint8Array(), 0, 0));
