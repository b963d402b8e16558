/** The format of record batches as they stand in the log, read with every length checked. */
import type { LogPlace, LogRecord } from "@tocsin/log";
import { decompress, MalformedBytes } from "./codecs.ts";

/** Where the fields of a record batch of format 2 stand (Kafka's DefaultRecordBatch). */
const field = {
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  attributes: 21,
  lastOffsetDelta: 23,
  firstTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  count: 57,
  records: 61,
} as const;
const sizeBeforeLength = 12;
const codecMask = 0x07;
const appendTimeFlag = 0x08;
const transactionalFlag = 0x10;
const controlFlag = 0x20;
const knownMagic = 2;

/** One record batch as it stands in the log, its records not yet decoded. */
export interface RecordBatch {
  readonly bytes: Buffer;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly magic: number;
  readonly attributes: number;
  readonly producerId: number;
  /** Of the leader that wrote it. */
  readonly leaderEpoch: number;
}

/**
 * The batch that begins at this byte; null where the rest is less than a batch: Kafka cuts answers off at their largest
 * size.
 */
export function batchAt(bytes: Buffer, at: number): RecordBatch | null {
  if (bytes.length - at < field.records) return null;
  const size = sizeBeforeLength + bytes.readInt32BE(at + field.length);
  if (size <= field.magic) throw new MalformedBytes("a record batch is shorter than its header");
  if (bytes.length - at < size) return null;
  const firstOffset = int64At(bytes, at);
  const magic = bytes.readInt8(at + field.magic);
  const header = magic === knownMagic && size >= field.records;
  return {
    bytes: bytes.subarray(at, at + size),
    firstOffset,
    lastOffset: header ? firstOffset + bytes.readInt32BE(at + field.lastOffsetDelta) : firstOffset,
    magic: header ? magic : -1,
    attributes: header ? bytes.readInt16BE(at + field.attributes) : 0,
    producerId: header ? int64At(bytes, at + field.producerId) : -1,
    leaderEpoch: header ? bytes.readInt32BE(at + field.leaderEpoch) : -1,
  };
}

export function isTransactional(batch: RecordBatch): boolean {
  return (batch.attributes & transactionalFlag) !== 0;
}

export function isControl(batch: RecordBatch): boolean {
  return (batch.attributes & controlFlag) !== 0;
}

/** Whether a control batch ends a transaction by aborting it: version and type stand in its record's key. */
export function isAbortMarker(batch: RecordBatch): boolean {
  const reader = new ByteReader(batch.bytes);
  reader.at = field.records;
  reader.varint();
  reader.int8();
  reader.varlong();
  reader.varint();
  const key = reader.varbytes();
  return key !== null && key.length >= 4 && key.readInt16BE(2) === 0;
}

/** Gives the records of a batch in order, a few at a time: a small packed batch may hold millions. */
export interface RecordReader {
  /** At most `limit` records, more than 0. */
  take(limit: number): LogRecord[];
  isDone(): boolean;
}

/**
 * Reads the records of the batch from `position` on. Throws when the batch cannot be decompressed or is malformed; what
 * `take` gives after that is whole, so a batch is read to its end or not at all. One of more than `atOnce` records is
 * read twice for that, not held. The checksum is not checked: the broker did so when the batch came, and TCP keeps it
 * whole on the way.
 */
export function recordReader(
  batch: RecordBatch,
  place: LogPlace,
  how: { readonly position: number; readonly atOnce: number; readonly maxBytes: number },
): RecordReader {
  if (batch.magic !== knownMagic) throw new MalformedBytes("the format of the batch is not known");
  const { position, atOnce, maxBytes } = how;
  const count = batch.bytes.readInt32BE(field.count);
  const packed = batch.bytes.subarray(field.records);
  const bytes = decompress(batch.attributes & codecMask, packed, maxBytes);
  if (count < 0 || count > bytes.length) throw new MalformedBytes("the number of records is wrong");
  const context = { batch, place, clock: batchClock(batch) };
  if (count <= atOnce) return heldRecords(readAll(bytes, count, context, position));
  checkAll(bytes, count, context);
  return streamedRecords(bytes, count, context, position);
}

function readAll(bytes: Buffer, count: number, context: RecordContext, position: number): LogRecord[] {
  const reader = new ByteReader(bytes);
  const records: LogRecord[] = [];
  for (let index = 0; index < count; index += 1) {
    const record = readRecord(reader, context);
    if (record.offset >= position) records.push(record);
  }
  checkEnd(reader);
  return records;
}

function checkAll(bytes: Buffer, count: number, context: RecordContext): void {
  const reader = new ByteReader(bytes);
  for (let index = 0; index < count; index += 1) readRecord(reader, context);
  checkEnd(reader);
}

function checkEnd({ left }: ByteReader): void {
  if (left > 0) throw new MalformedBytes("bytes are left behind the last record");
}

function heldRecords(records: readonly LogRecord[]): RecordReader {
  let at = 0;
  return {
    take: (limit) => records.slice(at, (at += limit)),
    isDone: () => at >= records.length,
  };
}

function streamedRecords(
  bytes: Buffer,
  count: number,
  context: RecordContext,
  position: number,
): RecordReader {
  const reader = new ByteReader(bytes);
  let index = 0;
  return {
    take(limit) {
      const records: LogRecord[] = [];
      for (; index < count && records.length < limit; index += 1) {
        const record = readRecord(reader, context);
        if (record.offset >= position) records.push(record);
      }
      return records;
    },
    isDone: () => index >= count,
  };
}

interface BatchClock {
  readonly base: number;
  /** The broker's time of the whole batch, where the topic keeps that. */
  readonly appended: number | null;
}

function batchClock({ bytes, attributes }: RecordBatch): BatchClock {
  return {
    base: int64At(bytes, field.firstTimestamp),
    appended: (attributes & appendTimeFlag) === 0 ? null : int64At(bytes, field.maxTimestamp),
  };
}

interface RecordContext {
  readonly batch: RecordBatch;
  readonly place: LogPlace;
  readonly clock: BatchClock;
}

function readRecord(reader: ByteReader, { batch, place, clock }: RecordContext): LogRecord {
  const size = reader.varint();
  const end = reader.at + size;
  reader.int8();
  const timestampDelta = reader.varlong();
  const offset = batch.firstOffset + reader.varint();
  const key = reader.varbytes();
  const value = reader.varbytes();
  const headers = readHeaders(reader);
  if (reader.at !== end) throw new MalformedBytes("a record's length is wrong");
  return {
    topic: place.topic,
    partition: place.partition,
    offset,
    timestampMs: clock.appended ?? clock.base + timestampDelta,
    key,
    value,
    headers,
  };
}

/**
 * So many headers of a record are kept, and the others passed over: a header may have two bytes, and what is kept of it
 * has a hundred, so that a packed batch of a few kB could fill any memory.
 */
const mostHeaders = 100;

const noHeaders: LogRecord["headers"] = Object.freeze({});
const noBytes = new Uint8Array(0);

function readHeaders(reader: ByteReader): LogRecord["headers"] {
  const count = reader.varint();
  if (count === 0) return noHeaders;
  if (count < 0 || count > reader.left) throw new MalformedBytes("the number of headers is wrong");
  const headers = new Map<string, Uint8Array | Uint8Array[]>();
  for (let index = 0; index < count; index += 1) {
    const name = reader.varbytes();
    const value = reader.varbytes();
    if (index < mostHeaders) addHeader(headers, name?.toString("utf8") ?? "", value ?? noBytes);
  }
  return Object.fromEntries(headers);
}

function addHeader(headers: Map<string, Uint8Array | Uint8Array[]>, name: string, value: Uint8Array): void {
  const earlier = headers.get(name);
  if (earlier === undefined) headers.set(name, value);
  else if (Array.isArray(earlier)) earlier.push(value);
  else headers.set(name, [earlier, value]);
}

const int32Range = 0x1_0000_0000;

/** Offsets and times as plain numbers: Kafka's 64 bits are exact up to 2^53, which no log reaches. */
function int64At(bytes: Buffer, at: number): number {
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
    const value = this.uvarint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** At most 32 bits. */
  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new MalformedBytes("the bytes end within a number");
      this.at += 1;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
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
