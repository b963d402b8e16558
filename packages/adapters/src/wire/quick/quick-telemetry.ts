import {
  type Field,
  fieldsOf,
  type Kinds,
  maxIntervalMs,
  type Reading,
  readFields,
  type Stream,
} from "@tocsin/core";
import { epochMs } from "../fast-reading.ts";
import { ByteCursor, noNumber } from "./byte-cursor.ts";
import { HeldInOrder } from "./held-in-order.ts";
import { hashWith, knownNames, noHash } from "./known-names.ts";

/** Reads plainly written telemetry from its bytes. */
export interface QuickTelemetry {
  /**
   * The reading that stands from `from` to `to`, as an object of JSON, or inside a text of JSON (`isQuoted`), where each
   * quote has a backslash in front of it. Null leaves the decision to those who parse it.
   */
  read(stream: Stream, bytes: Uint8Array, range: ByteRange): Reading | null;
}

export interface ByteRange {
  readonly from: number;
  readonly to: number;
  readonly isQuoted: boolean;
}

/** What the values of a field's kind become; `undefined` where something else stands there. */
type ReadValue = (at: ByteCursor) => unknown;

interface QuickField {
  readonly optional: boolean;
  /** Its bit among those of its stream. */
  readonly bit: number;
  /** The field's name, a colon behind it. */
  readonly key: Uint8Array;
  readonly read: ReadValue;
}

interface QuickFields {
  readonly fields: readonly QuickField[];
  /** Bits of the fields that a reading must have. */
  readonly needed: number;
  /** By field, and first of all for the start: the field that came next the last time. Guesses, for speed. */
  readonly following: Uint8Array;
  /** Bits of all fields. */
  readonly all: number;
  /** What the fields hold; read off before the next message. */
  readonly held: HeldInOrder;
}

const [openBrace, closeBrace, openBracket, closeBracket, space] = [0x7b, 0x7d, 0x5b, 0x5d, 0x20];
const [quote, slash] = [0x22, 0x5c];
const nullWord = Buffer.from("null");
const nowhere = {};
const maxEpochMs = 8.64e15;
const longestMs = 1e12;
const mostBuckets = 256;

/**
 * Fields in any order, each once, with values of the kinds that they hold, and no other fields: what producers send. The
 * names that it has read are kept, and the last time that was written as a text.
 */
export function quickTelemetry(): QuickTelemetry {
  let bare: ReadForm | null = null;
  let quoted: ReadForm | null = null;
  return {
    read(stream, bytes, { from, to, isQuoted }) {
      const form = isQuoted ? (quoted ??= quickForm(true)) : (bare ??= quickForm(false));
      return form(stream, bytes, from, to);
    },
  };
}

type ReadForm = (stream: Stream, bytes: Uint8Array, from: number, to: number) => Reading | null;

function quickForm(isQuoted: boolean): ReadForm {
  const cursor = new ByteCursor(new Uint8Array(), 0, 0);
  const form = valuesIn(isQuoted);
  const ofStream: Readonly<Record<Stream, QuickFields>> = {
    "error-rate": quickFields("error-rate", form, isQuoted),
    "delivery-latency": quickFields("delivery-latency", form, isQuoted),
    "report-volume": quickFields("report-volume", form, isQuoted),
  };
  return (stream, bytes, from, to) => {
    cursor.move(bytes, from, to);
    const fields = ofStream[stream];
    if (!readObject(cursor, fields)) return null;
    fields.held.next = 0;
    return readFields<Kinds>(stream, nowhere, fields.held);
  };
}

function quickFields(
  stream: Stream,
  values: Readonly<Record<Field["holds"], ReadValue>>,
  isQuoted: boolean,
): QuickFields {
  const mark = isQuoted ? '\\"' : '"';
  const fields = fieldsOf[stream].map(({ name, holds, optional }, at) => ({
    optional,
    bit: 1 << at,
    key: Buffer.from(`${mark}${name}${mark}:`),
    read: values[holds],
  }));
  const needed = fields.reduce((bits, { bit, optional }) => (optional ? bits : bits | bit), 0);
  const all = (1 << fields.length) - 1;
  const held = new HeldInOrder(fields.length);
  return { fields, needed, following: new Uint8Array(fields.length + 1), all, held };
}

/** Whether the whole range is an object with what a reading needs; its fields are in `held` then. */
function readObject(cursor: ByteCursor, { fields, needed, following, all, held }: QuickFields): boolean {
  if (!cursor.skipByte(openBrace)) return false;
  let seen = 0;
  let before = 0;
  do {
    const place = fieldAt(cursor, fields, following[before] as number);
    const field = fields[place];
    if (field === undefined || (seen & field.bit) !== 0) return false;
    following[before] = place;
    before = place + 1;
    seen |= field.bit;
    cursor.skipByte(space);
    const value = field.optional && cursor.skip(nullWord) ? null : field.read(cursor);
    if (value === undefined) return false;
    held.values[place] = value;
  } while (cursor.skipComma());
  if (!cursor.skipByte(closeBrace) || cursor.at !== cursor.to || (seen & needed) !== needed) return false;
  const absent = all & ~seen;
  for (let place = 0; absent >>> place !== 0; place += 1) {
    if (((absent >>> place) & 1) !== 0) held.values[place] = null;
  }
  return true;
}

/** The place of the field whose key stands here, moved behind it; that of no field where none does. */
function fieldAt(cursor: ByteCursor, fields: readonly QuickField[], guess: number): number {
  if (cursor.skip((fields[guess] as QuickField).key)) return guess;
  for (let place = 0; place < fields.length; place += 1) {
    if (cursor.skip((fields[place] as QuickField).key)) return place;
  }
  return fields.length;
}

function valuesIn(isQuoted: boolean): Readonly<Record<Field["holds"], ReadValue>> {
  const texts = textsIn(isQuoted);
  return {
    name: texts.name,
    time: (at) => (isText(at, isQuoted) ? texts.time(at) : wholeUpTo(at, maxEpochMs)),
    interval: (at) => {
      const value = wholeUpTo(at, maxIntervalMs);
      return value === 0 ? undefined : value;
    },
    count: (at) => wholeUpTo(at, Infinity),
    duration: (at) => durationAt(at),
    histogram: histogramIn(isQuoted),
  };
}

const isText = ({ bytes, at }: ByteCursor, isQuoted: boolean): boolean =>
  bytes[at] === (isQuoted ? slash : quote);

function wholeUpTo(at: ByteCursor, most: number): number | undefined {
  const value = at.whole();
  return value === noNumber || value > most ? undefined : value;
}

function durationAt(at: ByteCursor): number | undefined {
  const value = at.decimal();
  return value === noNumber || value > longestMs ? undefined : value;
}

/** Texts without any escape of their own. */
function textsIn(isQuoted: boolean): { readonly name: ReadValue; readonly time: ReadValue } {
  const mark = Buffer.from(isQuoted ? '\\"' : '"');
  const names = knownNames();
  let lastTime = { bytes: Buffer.alloc(0), ms: 0 };

  function timeBetween(bytes: Uint8Array, from: number, to: number): number | undefined {
    const text = Buffer.from(bytes.subarray(from, to));
    if (text.equals(lastTime.bytes)) return lastTime.ms;
    const ms = epochMs(text.toString("latin1"));
    if (ms === null) return undefined;
    lastTime = { bytes: text, ms };
    return ms;
  }

  return {
    name(at) {
      if (!at.skip(mark)) return undefined;
      const { bytes, to } = at;
      const from = at.at;
      let end = from;
      let hash = noHash;
      while (end < to) {
        const byte = bytes[end] as number;
        if (byte === quote || byte === slash || byte < space) break;
        hash = hashWith(hash, byte);
        end += 1;
      }
      at.at = end;
      return at.skip(mark) ? (names.of(bytes, from, end, hash) ?? undefined) : undefined;
    },
    time(at) {
      if (!at.skip(mark)) return undefined;
      const from = at.at;
      const end = at.endOfText();
      if (end < 0) return undefined;
      at.at = end;
      return at.skip(mark) ? timeBetween(at.bytes, from, end) : undefined;
    },
  };
}

/** `[{"leMs":100,"count":5},…]`. */
function histogramIn(isQuoted: boolean): ReadValue {
  const mark = isQuoted ? '\\"' : '"';
  const edge = Buffer.from(`{${mark}leMs${mark}:`);
  const count = Buffer.from(`${mark}count${mark}:`);
  return (at) => {
    if (!at.skipByte(openBracket)) return undefined;
    const flat: number[] = [];
    do {
      if (flat.length >= 2 * mostBuckets || !at.skip(edge)) return undefined;
      at.skipByte(space);
      const leMs = durationAt(at);
      if (leMs === undefined || !at.skipComma() || !at.skip(count)) return undefined;
      at.skipByte(space);
      const delivered = wholeUpTo(at, Infinity);
      if (delivered === undefined || !at.skipByte(closeBrace)) return undefined;
      flat.push(leMs, delivered);
    } while (at.skipComma());
    return at.skipByte(closeBracket) ? flat : undefined;
  };
}
