import type { QuotedText } from "../../wire/index.ts";
import type { RecordedMessage } from "../recording-item.ts";

export interface QuickFields {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly arrivalMs: number;
  /** The value's text between its quotes; null for a tombstone. */
  readonly value: QuotedText | null;
}

export interface WholeLine {
  readonly bytes: Uint8Array;
  readonly from: number;
  /** Without its line break. */
  readonly to: number;
  readonly file: string;
  readonly line: number;
}

/** A message whose texts are made when they are asked for, of the bytes of its line: most are never asked for. */
export class LineMessage implements RecordedMessage {
  readonly kind = "message";
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly arrivalMs: number;
  readonly file: string;
  readonly line: number;
  readonly #value: QuotedText | null;
  readonly #bytes: Uint8Array;
  readonly #from: number;
  readonly #to: number;

  constructor({ topic, partition, offset, arrivalMs, value }: QuickFields, at: WholeLine) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.arrivalMs = arrivalMs;
    this.file = at.file;
    this.line = at.line;
    this.#value = value;
    this.#bytes = at.bytes;
    this.#from = at.from;
    this.#to = at.to;
  }

  get inLine(): QuotedText | null {
    return this.#value;
  }

  get payload(): string | null {
    return this.#value === null ? null : this.#value.text();
  }

  get raw(): string {
    return Buffer.from(
      this.#bytes.buffer,
      this.#bytes.byteOffset + this.#from,
      this.#to - this.#from,
    ).toString("utf8");
  }
}
