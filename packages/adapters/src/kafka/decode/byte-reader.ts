/** The bytes are not what the format says. */
export class MalformedBytes extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MalformedBytes";
  }
}

const int32Range = 0x1_0000_0000;

/** Offsets and times as plain numbers: Kafka's 64 bits are exact up to 2^53, which no log reaches. */
export function int64At(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * int32Range + bytes.readUInt32BE(at + 4);
}

/** Reads Kafka's binary format from front to back. Every read checks that the bytes are there. */
export class ByteReader {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  int8(): number {
    return this.bytes.readInt8(this.#step(1));
  }

  int16(): number {
    return this.bytes.readInt16BE(this.#step(2));
  }

  int32(): number {
    return this.bytes.readInt32BE(this.#step(4));
  }

  int64(): number {
    return int64At(this.bytes, this.#step(8));
  }

  /** A view, not a copy. */
  view(length: number): Buffer {
    const from = this.#step(length);
    return this.bytes.subarray(from, from + length);
  }

  string(): string {
    return this.view(this.int16()).toString("utf8");
  }

  /** Signed, zigzag, at most 32 bits. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new MalformedBytes("the bytes end within a number");
      this.at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    throw new MalformedBytes("a number is longer than 32 bits");
  }

  /** Signed, zigzag, at most 64 bits; exact up to 2^53. */
  varlong(): number {
    let value = 0;
    let weight = 1;
    for (let count = 0; count < 10; count += 1) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new MalformedBytes("the bytes end within a number");
      this.at += 1;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      weight *= 128;
    }
    throw new MalformedBytes("a number is longer than 64 bits");
  }

  /** Bytes behind their length; null for the length -1. */
  varbytes(): Buffer | null {
    const length = this.varint();
    return length === -1 ? null : this.view(length);
  }

  #step(length: number): number {
    const from = this.at;
    if (length < 0 || from + length > this.bytes.length) {
      throw new MalformedBytes("a length reaches behind the end of the bytes");
    }
    this.at = from + length;
    return from;
  }
}
