import type { RandomSource } from "@tocsin/worlds/random";
import { below, type Breed, chance, pick } from "./breed.ts";
import { breedBytes, joined } from "./breed-bytes.ts";

/** A field as protocol buffers write it: its tag and what stands behind, with the length where it has one. */
interface Field {
  readonly number: number;
  readonly wire: number;
  readonly content: Uint8Array;
}

/**
 * Messages of protocol buffers, of which nothing but the writing is known: fields left out, doubled, numbered anew, moved
 * into others or changed inside, with lengths that are right again.
 */
export const breedProtobuf: Breed = (parent, other, random) => {
  if (chance(random, 0.15)) return breedBytes(parent, other, random);
  const fields = fieldsOf(parent);
  if (fields === null || fields.length === 0) return breedBytes(parent, other, random);
  return writtenFields(changedFields(fields, fieldsOf(other) ?? [], { other, random }));
};

interface How {
  readonly other: Uint8Array;
  readonly random: RandomSource;
}

function changedFields(fields: readonly Field[], others: readonly Field[], how: How): readonly Field[] {
  const { random, other } = how;
  const copy = [...fields];
  const at = below(random, copy.length);
  const field = copy[at]!;
  switch (below(random, 9)) {
    case 0:
      copy.splice(at, 1);
      return copy;
    case 1:
      copy.splice(at, 0, field);
      return copy;
    case 2:
      copy[at] = { ...field, number: below(random, 16) + 1 };
      return copy;
    case 3:
      if (others.length > 0) copy.splice(at, 0, pick(random, others));
      return copy;
    case 4:
      copy[at] = withWire(field, random);
      return copy;
    default:
      copy[at] = { ...field, content: changedContent(field, other, random) };
      return copy;
  }
}

function changedContent({ wire, content }: Field, other: Uint8Array, random: RandomSource): Uint8Array {
  if (wire === 2) return breedProtobuf(content, other, random);
  if (wire === 0) return varint(pick(random, [0, 1, 2, 3, 127, 128, 300, 2 ** 31 - 1, 2 ** 32, 2 ** 53]));
  const edges = ["00", "ff", "7f", "80"].map((byte) => Buffer.from(byte.repeat(content.length), "hex"));
  const odd = [Infinity, -Infinity, Number.NaN, -1, 0.5, 1e300, 5e-324].map((value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return bytes.subarray(0, content.length);
  });
  return pick(random, [...edges, ...odd, breedBytes(content, other, random).subarray(0, content.length)]);
}

function withWire(field: Field, random: RandomSource): Field {
  const wire = pick(random, [0, 1, 2, 5]);
  const sized = Buffer.concat([field.content, Buffer.alloc(8)]);
  if (wire === 1) return { ...field, wire, content: sized.subarray(0, 8) };
  if (wire === 5) return { ...field, wire, content: sized.subarray(0, 4) };
  return { ...field, wire, content: wire === 0 ? varint(below(random, 1000)) : field.content };
}

/** Null where the bytes are no message. */
function fieldsOf(bytes: Uint8Array): readonly Field[] | null {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = varintAt(bytes, at);
    if (tag === null) return null;
    const wire = tag.value % 8;
    const end = endOf(bytes, tag.end, wire);
    if (end === null || tag.value < 8) return null;
    fields.push({ number: Math.floor(tag.value / 8), wire, content: bytes.subarray(end.from, end.to) });
    at = end.to;
  }
  return fields;
}

function endOf(bytes: Uint8Array, at: number, wire: number): { from: number; to: number } | null {
  const sizes: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
  const number = wire === 0 || wire === 2 ? varintAt(bytes, at) : null;
  if (wire === 0) return number === null ? null : { from: at, to: number.end };
  const from = number?.end ?? at;
  const size = wire === 2 ? number?.value : sizes[wire];
  return size === undefined || from + size > bytes.length ? null : { from, to: from + size };
}

function varintAt(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[from + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: from + index + 1 };
  }
  return null;
}

function writtenFields(fields: readonly Field[]): Uint8Array {
  return joined(
    ...fields.flatMap(({ number, wire, content }) => [
      varint(number * 8 + wire),
      ...(wire === 2 ? [varint(content.length)] : []),
      content,
    ]),
  );
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...bytes, rest]);
}
