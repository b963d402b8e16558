import { anyNumber, keepClass } from "../kept-classes.ts";
import type { Attributes, Point, PointType, WrittenAttributes } from "../point.ts";
import { unpackedAttributes } from "./messages.ts";
import { momentOf, type OtlpMetric, startMsOf, withAttributes } from "./otlp-point.ts";
import type { ScannedPoint, ScannedShape } from "./point-scan.ts";

/** What the points of one metric of a message have in common. */
export interface PackedMetric extends Omit<OtlpMetric, "bucketsOf"> {
  readonly shape: ScannedShape;
  readonly bytes: Uint8Array;
}

/** A point whose attributes are the bytes of its message until somebody asks for them, which is once in the life of a series. */
export class PackedPoint implements Point, WrittenAttributes {
  readonly metric: string;
  readonly type: PointType;
  readonly unit: string | null;
  readonly origin: string;
  readonly startMs: number | null;
  readonly atMs: number;
  readonly value: number;
  readonly buckets = null;
  readonly #of: PackedMetric;
  readonly #from: number;
  readonly #to: number;

  constructor(of: PackedMetric, { startNano, atNano, value, from, to }: ScannedPoint) {
    this.metric = of.metric;
    this.type = of.type;
    this.unit = of.unit;
    this.origin = of.origin;
    this.startMs = startMsOf(startNano);
    this.atMs = momentOf(atNano);
    this.value = value;
    this.#of = of;
    this.#from = from;
    this.#to = to;
  }

  get attributes(): Attributes {
    const { base, shape, bytes } = this.#of;
    return withAttributes(base, unpackedAttributes(shape, bytes.subarray(this.#from, this.#to)));
  }

  get written(): this {
    return this;
  }

  /** One text, of a sign for each byte. */
  texts(): readonly string[] {
    let text = "";
    for (let at = this.#from; at < this.#to; at += 1) text += String.fromCharCode(this.#of.bytes[at]!);
    return [text];
  }

  areTexts(known: readonly string[]): boolean {
    const [text] = known;
    const length = this.#to - this.#from;
    if (known.length !== 1 || text?.length !== length) return false;
    const { bytes } = this.#of;
    for (let at = 0; at < length; at += 1) {
      if (text.charCodeAt(at) !== bytes[this.#from + at]) return false;
    }
    return true;
  }
}

const noMetric: PackedMetric = {
  metric: "",
  type: "counter",
  unit: null,
  base: new Map(),
  origin: "",
  shape: "sum",
  bytes: new Uint8Array(),
};
const noPoint = { startNano: 0, atNano: 1.5e6, value: anyNumber, flags: 0, from: 0, to: 0 };
keepClass(new PackedPoint(noMetric, noPoint));
