import { keepClass } from "../kept-classes.ts";
import type { Shape } from "./messages.ts";

/** A data point that was read from its bytes, but for its attributes. */
export interface ScannedPoint {
  /** Nanoseconds since 1970; zero where it is not told. */
  readonly startNano: number;
  readonly atNano: number;
  /** Of a histogram its count; NaN for a number that is not told. */
  readonly value: number;
  readonly flags: number;
  /** Where the fields of its attributes are, one behind the other. */
  readonly from: number;
  readonly to: number;
}

export interface ScannedMetric {
  readonly aggregationTemporality: number;
  readonly isMonotonic: boolean;
  readonly points: readonly ScannedPoint[];
}

export type ScannedShape = Exclude<Shape, "summary">;

/** Numbers of the fields that differ, as the protocol defines them. */
const fieldsOf: Readonly<Record<ScannedShape, { readonly attributes: number; readonly flags: number }>> = {
  sum: { attributes: 7, flags: 8 },
  gauge: { attributes: 7, flags: 8 },
  histogram: { attributes: 9, flags: 10 },
  exponentialHistogram: { attributes: 1, flags: 10 },
};

/**
 * The points of a metric without buckets and attributes, which stay what they are: bytes. The same series has the same
 * bytes the next time, so that its attributes need not be made into texts again. Null for all that exporters do not write,
 * such as fields twice, groups, or damage: the library that knows all of the format is to read it and to say what is wrong.
 */
export function scannedMetric(shape: ScannedShape, bytes: Uint8Array): ScannedMetric | null {
  const scan = new Scan(bytes);
  const points: ScannedPoint[] = [];
  let aggregationTemporality = 0;
  let isMonotonic = false;
  while (scan.at < bytes.length) {
    const tag = scan.varint();
    if (tag === dataPoint) {
      const end = scan.end(bytes.length);
      const point = pointIn(scan, end, shape);
      if (point === null) return null;
      points.push(point);
    } else if (tag === temporality && shape !== "gauge") {
      aggregationTemporality = scan.varint();
    } else if (tag === monotonic && shape === "sum") {
      isMonotonic = scan.varint() === 1;
    } else {
      return null;
    }
    if (scan.isUnusual) return null;
  }
  return { aggregationTemporality, isMonotonic, points };
}

/** A tag is the number of a field and how it is written. */
const tagOf = (field: number, wire: number): number => field * 8 + wire;
const [varintWire, longWire, bytesWire, intWire] = [0, 1, 2, 5];

const dataPoint = tagOf(1, bytesWire);
const temporality = tagOf(2, varintWire);
const monotonic = tagOf(3, varintWire);
const startTime = tagOf(2, longWire);
const time = tagOf(3, longWire);
const asDouble = tagOf(4, longWire);
const asInt = tagOf(6, longWire);
const histogramCount = tagOf(4, longWire);

function pointIn(scan: Scan, end: number, shape: ScannedShape): ScannedPoint | null {
  const isNumber = shape === "sum" || shape === "gauge";
  const attribute = tagOf(fieldsOf[shape].attributes, bytesWire);
  const flagsTag = tagOf(fieldsOf[shape].flags, varintWire);
  const point = { startNano: 0, atNano: 0, value: isNumber ? Number.NaN : 0, flags: 0, from: 0, to: 0 };
  let hasValue = false;
  while (scan.at < end && !scan.isUnusual) {
    const start = scan.at;
    const tag = scan.varint();
    if (tag === attribute) {
      if (point.to === 0) point.from = start;
      else if (point.to !== start) return null;
      passAttribute(scan, scan.end(end));
      point.to = scan.at;
    } else if (tag === startTime) {
      point.startNano = scan.fixed64();
    } else if (tag === time) {
      point.atNano = scan.fixed64();
    } else if (isNumber ? tag === asInt || tag === asDouble : tag === histogramCount) {
      if (hasValue) return null;
      hasValue = true;
      point.value = tag === asInt ? scan.sfixed64() : isNumber ? scan.double() : scan.fixed64();
    } else if (tag === flagsTag) {
      point.flags = scan.varint();
    } else if (isOtherWay(tag, shape)) {
      return null;
    } else {
      scan.pass(tag, end);
    }
  }
  return scan.at === end && !scan.isUnusual ? point : null;
}

/** Whether it is a field that is read here, written in a way that is not that of the protocol. */
function isOtherWay(tag: number, shape: ScannedShape): boolean {
  const field = tag >>> 3;
  const { attributes, flags } = fieldsOf[shape];
  return field <= 4 || field === attributes || field === flags || (field === 6 && flags === 8);
}

const keyTag = tagOf(1, bytesWire);
const valueTag = tagOf(2, bytesWire);
const stringTag = tagOf(1, bytesWire);
const boolTag = tagOf(2, varintWire);
const intTag = tagOf(3, varintWire);
const doubleTag = tagOf(4, longWire);

/** Passes over an attribute, of which it is sure then that the library reads it. */
function passAttribute(scan: Scan, end: number): void {
  while (scan.at < end && !scan.isUnusual) {
    const tag = scan.varint();
    if (tag === keyTag) scan.ascii(end);
    else if (tag === valueTag) passValue(scan, scan.end(end));
    else scan.isUnusual = true;
  }
  if (scan.at !== end) scan.isUnusual = true;
}

function passValue(scan: Scan, end: number): void {
  while (scan.at < end && !scan.isUnusual) {
    const tag = scan.varint();
    if (tag === stringTag) scan.ascii(end);
    else if (tag === intTag || tag === boolTag) scan.varint();
    else if (tag === doubleTag) scan.double();
    else scan.isUnusual = true;
  }
  if (scan.at !== end) scan.isUnusual = true;
}

/** Reads on in the bytes. Once something is unusual, what it gives means nothing. */
class Scan {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;
  isUnusual = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A number of at most 28 bits. */
  varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (this.at >= bytes.length) break;
      const byte = bytes[this.at]!;
      this.at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    this.isUnusual = true;
    return 0;
  }

  /** Where what begins with its length ends, at `last` at the latest. */
  end(last: number): number {
    const length = this.varint();
    const end = this.at + length;
    if (end <= last) return end;
    this.isUnusual = true;
    return this.at;
  }

  /** Passes over a text, which must be of plain signs: all others are for those who know which of them are right. */
  ascii(last: number): void {
    const bytes = this.#bytes;
    const end = this.end(last);
    let together = 0;
    for (let at = this.at; at < end; at += 1) together |= bytes[at]!;
    if (together >= 0x80) this.isUnusual = true;
    this.at = end;
  }

  fixed64(): number {
    return this.#has(8) ? this.#view.getUint32(this.at - 4, true) * 2 ** 32 + this.#low() : Number.NaN;
  }

  sfixed64(): number {
    return this.#has(8) ? this.#view.getInt32(this.at - 4, true) * 2 ** 32 + this.#low() : Number.NaN;
  }

  double(): number {
    return this.#has(8) ? this.#view.getFloat64(this.at - 8, true) : Number.NaN;
  }

  #low(): number {
    return this.#view.getUint32(this.at - 8, true);
  }

  /** Passes over a field of which the tag was read. */
  pass(tag: number, last: number): void {
    const wire = tag & 7;
    if (tag < tagOf(1, 0)) this.isUnusual = true;
    else if (wire === varintWire) this.#passVarint();
    else if (wire === bytesWire) this.at = this.end(last);
    else if (wire === longWire) this.#has(8);
    else if (wire === intWire) this.#has(4);
    else this.isUnusual = true;
  }

  #passVarint(): void {
    const bytes = this.#bytes;
    const last = Math.min(bytes.length, this.at + 10);
    while (this.at < last && bytes[this.at]! >= 0x80) this.at += 1;
    if (this.at < last) this.at += 1;
    else this.isUnusual = true;
  }

  /** Passes over so many bytes, where there are as many. */
  #has(size: number): boolean {
    this.at += size;
    if (this.at <= this.#bytes.length) return true;
    this.isUnusual = true;
    return false;
  }
}

keepClass(new Scan(new Uint8Array()));
