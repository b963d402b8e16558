/**
 * Whether the bytes are a whole Snappy block: every element lies inside of it, and together they make as many bytes as
 * the block says at its begin (https://github.com/google/snappy/blob/main/format_description.txt). A library that
 * unpacks without looking can be led backward by a literal of 2^31 bytes or more, and would read the same bytes for ever.
 * Takes a step for each element, and a step is at least a byte on; nothing is unpacked. Distances of copies are for the
 * library to refuse.
 */
export function isWholeBlock(bytes: Uint8Array): boolean {
  const told = toldLength(bytes);
  if (told === null) return false;
  let at = told.end;
  let made = 0;
  while (at < bytes.length) {
    const element = elementAt(bytes, at);
    at = element.end;
    made += element.makes;
    if (at > bytes.length || made > told.length) return false;
  }
  return made === told.length;
}

function toldLength(bytes: Uint8Array): { length: number; end: number } | null {
  let length = 0;
  for (let at = 0; at < Math.min(bytes.length, 5); at += 1) {
    const byte = bytes[at]!;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return length < 2 ** 32 ? { length, end: at + 1 } : null;
  }
  return null;
}

/** The place behind an element, which may lie past the end of the bytes, and how many bytes it makes. */
function elementAt(bytes: Uint8Array, at: number): { end: number; makes: number } {
  const tag = bytes[at]!;
  const [kind, size] = [tag & 3, tag >>> 2];
  if (kind === 1) return { end: at + 2, makes: (size & 7) + 4 };
  if (kind === 2) return { end: at + 3, makes: size + 1 };
  if (kind === 3) return { end: at + 5, makes: size + 1 };
  if (size < 60) return { end: at + 1 + size + 1, makes: size + 1 };
  const sizeBytes = size - 59;
  let makes = 1;
  for (let index = 0; index < sizeBytes; index += 1) makes += (bytes[at + 1 + index] ?? 0) * 2 ** (8 * index);
  return { end: at + 1 + sizeBytes + makes, makes };
}
