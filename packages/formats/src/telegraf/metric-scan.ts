import { ByteScan, codes, signs } from "../json/byte-scan.ts";
import { keepClass } from "../kept-classes.ts";

/** Metrics of a message of Telegraf, as places in its bytes. */
export interface ScannedMetrics {
  /** Of each metric where its name and its tags begin and end, and how many fields there are up to its end. */
  readonly metrics: readonly number[];
  /** Of each metric its `timestamp`. */
  readonly times: readonly number[];
  /** Of each field where its name begins and ends. */
  readonly names: readonly number[];
  /** Of each field its value. */
  readonly values: readonly number[];
}

/** Numbers that `metrics` has of each. */
export const placesOfMetric = 5;

/**
 * The metrics of a message that is written as Telegraf writes it: without spaces, with texts of plain signs, and with the
 * names of fields in order, so that none is there twice, and none that begins with a digit. They are read from the bytes, without the objects and texts that
 * JSON would make of them. Null for all that is written in another way, JSON or not: it is to be read as JSON.
 */
export function scannedMetrics(bytes: Uint8Array): ScannedMetrics | null {
  const scan = new MetricScan(bytes);
  return (scan.passes(beforeBatch) ? scan.batch() : scan.metric()) && scan.isAtEnd() ? scan : null;
}

const beforeBatch = codes('{"metrics":[');
const behindBatch = codes("]}");
const beforeFields = codes('"fields":{');
const beforeName = codes('"name":"');
const beforeTags = codes('"tags":{');
const beforeTime = codes('"timestamp":');
const trueSigns = codes("true");
const falseSigns = codes("false");

const { quote, comma, minus, zero, nine, colon, openBrace, closeBrace } = signs;

/** What JSON calls a number. */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** No program writes more signs for a number. */
const longestNumber = 40;

const isOfNumber = (sign: number | undefined): boolean =>
  sign !== undefined && ((sign >= zero && sign <= nine) || ofNumbers.includes(sign));

const ofNumbers = codes("+-.eE");

class MetricScan extends ByteScan implements ScannedMetrics {
  readonly metrics: number[] = [];
  readonly times: number[] = [];
  readonly names: number[] = [];
  readonly values: number[] = [];

  batch(): boolean {
    do {
      if (!this.metric()) return false;
    } while (this.passesSign(comma));
    return this.passes(behindBatch);
  }

  /** Its four members in any order, each once; there may be no tags. */
  metric(): boolean {
    if (!this.passesSign(openBrace)) return false;
    let nameFrom = 0;
    let nameTo = 0;
    let tagsFrom = 0;
    let tagsTo = 0;
    let hasFields = false;
    let time = Number.NaN;
    do {
      if (nameFrom === 0 && this.passes(beforeName)) {
        nameFrom = this.at;
        if (!this.passesText()) return false;
        nameTo = this.at - 1;
      } else if (tagsFrom === 0 && this.passes(beforeTags)) {
        tagsFrom = this.at - 1;
        if (!this.#tags()) return false;
        tagsTo = this.at;
      } else if (!hasFields && this.passes(beforeFields)) {
        if (!this.#fields()) return false;
        hasFields = true;
      } else if (Number.isNaN(time) && this.passes(beforeTime)) {
        time = this.#number();
        if (Number.isNaN(time)) return false;
      } else {
        return false;
      }
    } while (this.passesSign(comma));
    if (nameFrom === 0 || !hasFields || Number.isNaN(time)) return false;
    this.metrics.push(nameFrom, nameTo, tagsFrom, tagsTo, this.values.length);
    this.times.push(time);
    return this.passesSign(closeBrace);
  }

  /** Behind the brace: texts by their names, whatever these are. */
  #tags(): boolean {
    if (this.passesSign(closeBrace)) return true;
    do {
      if (!this.passesSign(quote) || !this.passesText() || !this.passesSign(colon)) return false;
      if (!this.passesSign(quote) || !this.passesText()) return false;
    } while (this.passesSign(comma));
    return this.passesSign(closeBrace);
  }

  /** Behind the brace: values by their names. Those that are text say nothing that can be counted. */
  #fields(): boolean {
    if (this.passesSign(closeBrace)) return true;
    let from = 0;
    let to = 0;
    do {
      if (!this.passesSign(quote)) return false;
      const next = this.at;
      if (!this.passesText() || !this.passesSign(colon)) return false;
      const end = this.at - 2;
      // Objects put names that are whole numbers before all others.
      if (this.bytes[next]! >= zero && this.bytes[next]! <= nine) return false;
      if (from > 0 && !this.#isBehind(from, to, next, end)) return false;
      from = next;
      to = end;
      if (this.passesSign(quote)) {
        if (!this.passesText()) return false;
        continue;
      }
      const value = this.#value();
      if (Number.isNaN(value)) return false;
      this.names.push(from, to);
      this.values.push(value);
    } while (this.passesSign(comma));
    return this.passesSign(closeBrace);
  }

  /** Whether a name comes behind the one before it, in the order in which bytes are compared. */
  #isBehind(from: number, to: number, next: number, end: number): boolean {
    const { bytes } = this;
    const length = Math.min(to - from, end - next);
    for (let index = 0; index < length; index += 1) {
      const more = bytes[next + index]! - bytes[from + index]!;
      if (more !== 0) return more > 0;
    }
    return end - next > to - from;
  }

  /** NaN for what is neither a number nor true or false. */
  #value(): number {
    if (this.passes(trueSigns)) return 1;
    return this.passes(falseSigns) ? 0 : this.#number();
  }

  #number(): number {
    const start = this.at;
    const isNegative = this.passesSign(minus);
    const from = this.at;
    const value = this.digits();
    const isPlain = !Number.isNaN(value) && this.isJsonFrom(from) && !isOfNumber(this.bytes[this.at]);
    if (isPlain) return isNegative ? -value : value;
    while (isOfNumber(this.bytes[this.at])) this.at += 1;
    if (this.at - start > longestNumber) return Number.NaN;
    const text = String.fromCharCode(...this.bytes.subarray(start, this.at));
    return jsonNumber.test(text) ? Number(text) : Number.NaN;
  }
}

keepClass(new MetricScan(new Uint8Array()));
