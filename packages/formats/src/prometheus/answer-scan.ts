import { ByteScan, codes, mostDigits, signs } from "../json/byte-scan.ts";
import { keepClass } from "../kept-classes.ts";
import { momentOf, sampleValue } from "./labelled.ts";

/** A series of an answer, as its JSON is read. */
export interface ScannedSeries {
  /** What JSON makes of its `metric`. */
  readonly metric: unknown;
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/**
 * The series of an answer to a range query that is written as a server of Prometheus writes it: without spaces, and with
 * its fields in their order. Nearly all of it are pairs of a time and a number in quotes, which are read here from the
 * bytes, much faster than JSON's lists and texts are made. Null for all that is written in another way, JSON or not: it is to be
 * read as JSON.
 */
export function scannedAnswer(bytes: Uint8Array): readonly ScannedSeries[] | null {
  const scan = new AnswerScan(bytes);
  if (!scan.passes(opening)) return null;
  const metrics: unknown[] = [];
  const ends: number[] = [];
  do {
    const metric = scan.series();
    if (metric === null) return null;
    metrics.push(metric);
    ends.push(scan.count);
  } while (scan.passes(comma));
  if (!scan.passes(closing) || !scan.isAtEnd()) return null;
  return metrics.map((metric, index) => {
    const [from, to] = [ends[index - 1] ?? 0, ends[index]];
    return { metric, times: scan.times.subarray(from, to), values: scan.values.subarray(from, to) };
  });
}

const opening = codes('{"status":"success","data":{"resultType":"matrix","result":[');
const closing = codes("]}}");
const beforeMetric = codes('{"metric":');
const beforeValues = codes(',"values":[');
const comma = codes(",");
const endOfSeries = codes("]}");

const {
  quote,
  comma: commaSign,
  zero,
  nine,
  openBracket,
  backslash,
  closeBracket,
  openBrace,
  closeBrace,
} = signs;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A sample that is told each minute has some thirty signs. */
const usualSigns = 24;

class AnswerScan extends ByteScan {
  /** Of the samples of all series that were read, one after the other. */
  times: Float64Array;
  values: Float64Array;
  count = 0;

  constructor(bytes: Uint8Array) {
    super(bytes);
    const enough = 16 + Math.ceil(bytes.length / usualSigns);
    this.times = new Float64Array(enough);
    this.values = new Float64Array(enough);
  }

  /** Reads a series, and gives what its `metric` is; null where it is written in another way. */
  series(): unknown {
    if (!this.passes(beforeMetric)) return null;
    const metric = this.#flatObject();
    if (metric === null || !this.passes(beforeValues)) return null;
    do {
      if (this.count === this.times.length) this.#grow();
      if (!this.#wholeSample() && !this.#sample()) return null;
    } while (this.passesSign(commaSign));
    return this.passes(endOfSeries) ? metric : null;
  }

  /** `[1633361940,"17"]`, as most samples are; where they are not it stays where it was. */
  #wholeSample(): boolean {
    const bytes = this.bytes;
    const from = this.at + 1;
    let at = from;
    let seconds = 0;
    let sign = bytes[at]!;
    while (sign >= zero && sign <= nine) {
      seconds = seconds * 10 + (sign - zero);
      at += 1;
      sign = bytes[at]!;
    }
    const isTime = at > from && at - from <= mostDigits && bytes[from] !== zero;
    if (!isTime || sign !== commaSign || bytes[at + 1] !== quote || bytes[from - 1] !== openBracket)
      return false;
    at += 2;
    const behind = at;
    let value = 0;
    sign = bytes[at]!;
    while (sign >= zero && sign <= nine) {
      value = value * 10 + (sign - zero);
      at += 1;
      sign = bytes[at]!;
    }
    const isValue = at > behind && at - behind <= mostDigits;
    if (!isValue || sign !== quote || bytes[at + 1] !== closeBracket) return false;
    this.#take(seconds, value);
    this.at = at + 2;
    return true;
  }

  #take(seconds: number, value: number): void {
    this.times[this.count] = momentOf(seconds);
    this.values[this.count] = value;
    this.count += 1;
  }

  #grow(): void {
    const { times, values } = this;
    this.times = new Float64Array(2 * times.length);
    this.values = new Float64Array(2 * values.length);
    this.times.set(times);
    this.values.set(values);
  }

  /** The object that begins here, in which there are none and no lists; null where it cannot be read. */
  #flatObject(): unknown {
    const bytes = this.bytes;
    const from = this.at;
    if (bytes[from] !== openBrace) return null;
    let isText = false;
    for (let at = from + 1; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === backslash && isText) at += 1;
      else if (byte === quote) isText = !isText;
      else if (isText) continue;
      else if (byte === openBrace || byte === openBracket) return null;
      else if (byte === closeBrace) {
        this.at = at + 1;
        return parsed(bytes.subarray(from, at + 1));
      }
    }
    return null;
  }

  /** `[1633361940.5,"17"]` */
  #sample(): boolean {
    const bytes = this.bytes;
    if (bytes[this.at] !== openBracket) return false;
    const from = this.at + 1;
    this.at = from;
    const seconds = this.digits();
    if (Number.isNaN(seconds) || !this.isJsonFrom(from) || !this.passes(betweenBoth)) return false;
    const behind = this.at;
    let value = this.digits();
    if (Number.isNaN(value) || bytes[this.at] !== quote) {
      const text = this.#textFrom(behind);
      if (text === null) return false;
      value = sampleValue(text);
    }
    this.#take(seconds, value);
    return this.passes(behindBoth);
  }

  /** The text from there up to the next quote; null where it holds more than plain signs. */
  #textFrom(from: number): string | null {
    const bytes = this.bytes;
    let text = "";
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      this.at = at;
      if (byte === quote) return text;
      if (byte < 0x20 || byte >= 0x7f || byte === backslash) return null;
      text += String.fromCharCode(byte);
    }
    return null;
  }
}

const betweenBoth = codes(',"');
const behindBoth = codes('"]');

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return null;
  }
}

keepClass(new AnswerScan(new Uint8Array()));
