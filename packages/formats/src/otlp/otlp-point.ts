import type { Attributes, BucketCounts, Point, PointType } from "../point.ts";
import { type Fields, fieldsOf, listOf, numberOf, own } from "../unknown-values.ts";

/** What the points of one metric of an exporter have in common. */
export interface OtlpMetric {
  readonly metric: string;
  readonly type: PointType;
  readonly unit: string | null;
  /** Attributes of resource and scope, and the same as a text. */
  readonly base: Attributes;
  readonly origin: string;
  /** What the buckets of a point are; a metric that is no histogram has none. */
  readonly bucketsOf: ((point: Fields) => BucketCounts | null) | null;
}

/** A point of OTLP; attributes and buckets are made when somebody asks, for most points need neither. */
export class OtlpPoint implements Point {
  readonly metric: string;
  readonly type: PointType;
  readonly unit: string | null;
  readonly origin: string;
  readonly startMs: number | null;
  readonly atMs: number;
  readonly value: number;
  readonly written: readonly string[];
  readonly #of: OtlpMetric;
  readonly #fields: Fields;

  constructor(of: OtlpMetric, fields: Fields, value: number) {
    const { startTimeUnixNano, timeUnixNano } = fields;
    const startNano = numberOf(startTimeUnixNano ?? 0);
    this.metric = of.metric;
    this.type = of.type;
    this.unit = of.unit;
    this.origin = of.origin;
    // A start of zero is none; one at the time of the point says that it is not known.
    this.startMs = startNano > 0 ? Math.round(startNano / 1e6) : null;
    this.atMs = Math.round(numberOf(timeUnixNano ?? 0) / 1e6);
    this.value = value;
    this.#of = of;
    this.#fields = fields;
    this.written = writtenAttributes(fields["attributes"]);
  }

  get attributes(): Attributes {
    return withAttributes(this.#of.base, this.#fields["attributes"]);
  }

  get buckets(): BucketCounts | null {
    return this.#of.bucketsOf === null ? null : this.#of.bucketsOf(this.#fields);
  }
}

function writtenAttributes(list: unknown): readonly string[] {
  const written: string[] = [];
  for (const entry of listOf(list)) {
    const { key, value } = fieldsOf(entry) ?? {};
    written.push(String(key), attributeText(fieldsOf(value)) ?? "\u0003");
  }
  return written;
}

/** Attributes of the list beside those of `base`, before which they go. */
export function withAttributes(base: Attributes, list: unknown): Map<string, string> {
  const attributes = new Map(base);
  for (const entry of listOf(list)) {
    const { key, value } = fieldsOf(entry) ?? {};
    const text = attributeText(fieldsOf(value));
    if (typeof key === "string" && text !== null) attributes.set(key, text);
  }
  return attributes;
}

/** Null for lists, maps and bytes, which name nothing. */
function attributeText(value: Fields | null): string | null {
  if (value === null) return null;
  const text = own(value, "stringValue");
  if (typeof text === "string") return text;
  const truth = own(value, "boolValue");
  if (typeof truth === "boolean") return String(truth);
  const number = own(value, "intValue") ?? own(value, "doubleValue");
  return number === undefined || number === null ? null : String(numberOf(number));
}
