const [quote, comma, point, slash, zero, nine] = [0x22, 0x2c, 0x2e, 0x5c, 0x30, 0x39];

/** Numbers of so many digits are whole numbers of double precision, each of them exactly. */
const mostDigits = 15;

/** What is no number that is read here. */
export const noNumber = -1;

/**
 * A place in bytes of JSON that is plainly written. Reads what stands there and moves behind it, or says that something
 * else stands there: then the place means nothing any more. It takes nothing that `JSON.parse` would not take, and gives
 * nothing that it would not give; what it does not take may be JSON all the same.
 */
export class ByteCursor {
  bytes: Uint8Array;
  at: number;
  /** Nothing is read from here on. */
  to: number;

  constructor(bytes: Uint8Array, at: number, to: number) {
    this.bytes = bytes;
    this.at = at;
    this.to = to;
  }

  move(bytes: Uint8Array, at: number, to: number): void {
    this.bytes = bytes;
    this.at = at;
    this.to = to;
  }

  /** Whether these bytes stand here; moves behind them if they do, and stays where they do not. */
  skip(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    const { length } = expected;
    if (at + length > this.to) return false;
    for (let place = 0; place < length; place += 1) {
      if (bytes[at + place] !== expected[place]) return false;
    }
    this.at = at + length;
    return true;
  }

  skipByte(expected: number): boolean {
    if (this.at >= this.to || this.bytes[this.at] !== expected) return false;
    this.at += 1;
    return true;
  }

  /** A whole number from 0 to 10^15 - 1 without fraction or exponent, else `noNumber`. What stands behind it is not looked at. */
  whole(): number {
    const { bytes, to } = this;
    const from = this.at;
    let at = from;
    let value = 0;
    while (at < to) {
      const byte = bytes[at] as number;
      if (byte < zero || byte > nine) break;
      value = value * 10 + byte - zero;
      at += 1;
    }
    this.at = at;
    const digits = at - from;
    if (digits === 0 || digits > mostDigits || (digits > 1 && bytes[from] === zero)) return noNumber;
    return value;
  }

  /**
   * A number from 0 on, with or without a fraction, of 15 digits at most: both parts of the quotient are exact then, so that
   * it is the number that is closest to the text, as `Number` gives it.
   */
  decimal(): number {
    const from = this.at;
    const whole = this.whole();
    if (whole === noNumber || this.at >= this.to || this.bytes[this.at] !== point) return whole;
    const digits = this.at - from;
    let at = this.at + 1;
    let value = whole;
    let tenths = 1;
    while (at < this.to) {
      const byte = this.bytes[at] as number;
      if (byte < zero || byte > nine) break;
      value = value * 10 + byte - zero;
      tenths *= 10;
      at += 1;
    }
    const fraction = at - this.at - 1;
    this.at = at;
    return fraction === 0 || digits + fraction > mostDigits ? noNumber : value / tenths;
  }

  /**
   * Where a text ends that begins here, behind its opening quote: the place of the quote that closes it, or of the first
   * backslash in it. -1 where it does not end, or holds what JSON does not let stand in a text.
   */
  endOfText(): number {
    const { bytes, to } = this;
    let at = this.at;
    while (at < to) {
      const byte = bytes[at] as number;
      if (byte === quote || byte === slash) return at;
      if (byte < 0x20) return -1;
      at += 1;
    }
    return -1;
  }

  /** A comma, and a space behind it where one stands there: Python writes one. */
  skipComma(): boolean {
    if (!this.skipByte(comma)) return false;
    this.skipByte(0x20);
    return true;
  }
}
