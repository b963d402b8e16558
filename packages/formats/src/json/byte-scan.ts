/** Signs of JSON. */
export const signs = {
  lineBreak: 0x0a,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  point: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

const { lineBreak, space, quote, point, zero, nine, backslash } = signs;

/** The bytes of a text of plain signs. */
export const codes = (text: string): readonly number[] => Array.from(text, (sign) => sign.charCodeAt(0));

/** Whole numbers of so many digits, and these over powers of ten, are exact, or rounded once as the language rounds. */
export const mostDigits = 15;
const powersOfTen = Array.from({ length: mostDigits + 1 }, (_, power) => 10 ** power);

const beyondAscii = 0x80;

/** Reads on in the bytes of JSON that are written as a program writes them, without spaces. */
export class ByteScan {
  protected readonly bytes: Uint8Array;
  protected at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.at === this.bytes.length - (this.bytes.at(-1) === lineBreak ? 1 : 0);
  }

  /** Goes on behind these signs, where they are what stands here. */
  passes(expected: readonly number[]): boolean {
    const { bytes, at } = this;
    for (let index = 0; index < expected.length; index += 1) {
      if (bytes[at + index] !== expected[index]) return false;
    }
    this.at = at + expected.length;
    return true;
  }

  /** Goes on behind this sign, where it is what stands here. */
  protected passesSign(sign: number): boolean {
    if (this.bytes[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  /** Goes on behind the quote that ends the text here; false where it holds more than plain signs. */
  protected passesText(): boolean {
    const { bytes } = this;
    for (let at = this.at; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      if (byte === quote) {
        this.at = at + 1;
        return true;
      }
      if (byte < space || byte === backslash || byte >= beyondAscii) return false;
    }
    return false;
  }

  /** Digits with at most one point between them; NaN where there are none, or more than a number holds exactly. */
  protected digits(): number {
    const { bytes, at: from } = this;
    let at = from;
    let whole = 0;
    let pointAt = -1;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      if (byte >= zero && byte <= nine) whole = whole * 10 + (byte - zero);
      else if (byte === point && pointAt < 0 && at > from) pointAt = at;
      else break;
    }
    this.at = at;
    const decimals = pointAt < 0 ? 0 : at - pointAt - 1;
    const digits = at - from - (pointAt < 0 ? 0 : 1);
    if (digits === 0 || digits > mostDigits || (pointAt >= 0 && decimals === 0)) return Number.NaN;
    return decimals === 0 ? whole : whole / powersOfTen[decimals]!;
  }

  /** JSON has no number that begins with a zero and another digit. Whether the digits from there up to here are one. */
  protected isJsonFrom(from: number): boolean {
    const { bytes } = this;
    return bytes[from] !== zero || this.at === from + 1 || bytes[from + 1] === point;
  }
}
