import { anyNumber, keepClass } from "../kept-classes.ts";
import type { Attributes, BucketCounts, Point, PointType, WrittenAttributes } from "../point.ts";
import { type Fields, fieldsOf, listOf, numberOf, own, textOf } from "../unknown-values.ts";

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
export class OtlpPoint implements Point, WrittenAttributes {
  readonly metric: string;
  readonly type: PointType;
  readonly unit: string | null;
  readonly origin: string;
  readonly startMs: number | null;
  readonly atMs: number;
  readonly value: number;
  readonly #of: OtlpMetric;
  readonly #fields: Fields;

  constructor(of: OtlpMetric, fields: Fields, value: number) {
    const { startTimeUnixNano, timeUnixNano } = fields;
    this.metric = of.metric;
    this.type = of.type;
    this.unit = of.unit;
    this.origin = of.origin;
    this.startMs = startMsOf(numberOf(startTimeUnixNano ?? 0));
    this.atMs = momentOf(numberOf(timeUnixNano ?? 0));
    this.value = value;
    this.#of = of;
    this.#fields = fields;
  }

  get attributes(): Attributes {
    return withAttributes(this.#of.base, this.#fields["attributes"]);
  }

  get written(): this {
    return this;
  }

  texts(): readonly string[] {
    const texts: string[] = [];
    for (const entry of listOf(this.#fields["attributes"])) {
      const { key, value } = fieldsOf(entry) ?? {};
      texts.push(textOf(key), attributeText(fieldsOf(value)) ?? noText);
    }
    return texts;
  }

  areTexts(known: readonly string[]): boolean {
    const list = listOf(this.#fields["attributes"]);
    if (2 * list.length !== known.length) return false;
    for (let at = 0; at < list.length; at += 1) {
      const { key, value } = fieldsOf(list[at]) ?? {};
      if (known[2 * at] !== textOf(key)) return false;
      if (known[2 * at + 1] !== (attributeText(fieldsOf(value)) ?? noText)) return false;
    }
    return true;
  }

  get buckets(): BucketCounts | null {
    return this.#of.bucketsOf === null ? null : this.#of.bucketsOf(this.#fields);
  }
}

/** Nanoseconds since 1970 in milliseconds. */
export const momentOf = (nano: number): number => Math.round(nano / 1e6);

/** A start of zero is none; one at the time of the point says that it is not known. */
export const startMsOf = (nano: number): number | null => (nano > 0 ? momentOf(nano) : null);

/** Stands for a value that names nothing. */
const noText = "\u0003";

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

/** Null for lists, maps and bytes, which name nothing. A decoded message has defaults for what it does not have. */
function attributeText(value: Fields | null): string | null {
  if (value === null) return null;
  const text = value["stringValue"];
  if (typeof text === "string" && (text !== "" || Object.hasOwn(value, "stringValue"))) return text;
  const truth = own(value, "boolValue");
  if (typeof truth === "boolean") return String(truth);
  const number = own(value, "intValue") ?? own(value, "doubleValue");
  return number === undefined || number === null ? null : String(numberOf(number));
}

const noMetric: OtlpMetric = {
  metric: "",
  type: "counter",
  unit: null,
  base: new Map(),
  origin: "",
  bucketsOf: null,
};
keepClass(new OtlpPoint(noMetric, { timeUnixNano: 1.5e6 }, anyNumber));
