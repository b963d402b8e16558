/**
 * A text where it stands in JSON: the bytes between its quotes, sound UTF-8 and nothing but what JSON lets stand there.
 * The value of a recorded message is one, JSON in JSON, and most are read without ever becoming a text.
 */
export class QuotedText {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  text(): string {
    const { buffer, byteOffset } = this.bytes;
    // With its quotes: they stand in front of it and behind it.
    const quoted = Buffer.from(buffer, byteOffset + this.from - 1, this.to - this.from + 2);
    return JSON.parse(quoted.toString("utf8")) as string;
  }
}
