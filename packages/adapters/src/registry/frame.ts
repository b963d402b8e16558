/** A message in the framing of the Confluent Schema Registry: a zero byte, the number of its schema, and the message. */
export interface Framed {
  readonly id: number;
  readonly body: Uint8Array;
}

const headerBytes = 5;

/** What is larger is refused as too large, whatever it is. */
const longestMessage = 4_194_304;

/** Null for bytes that are in no such framing. No format that is read without it begins with a zero byte. */
export function framedIn(value: string | Uint8Array | null): Framed | null {
  if (value === null || typeof value === "string") return null;
  if (value.length <= headerBytes || value.length > longestMessage || value[0] !== 0) return null;
  const id = new DataView(value.buffer, value.byteOffset, headerBytes).getUint32(1);
  return { id, body: value.subarray(headerBytes) };
}

const openings: ReadonlySet<number> = new Set(["{", "["].map((text) => text.charCodeAt(0)));

/** Whether a message is JSON, which needs no schema to be read. */
export function isJson({ body }: Framed): boolean {
  if (!openings.has(body[0] ?? 0)) return false;
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return true;
  } catch {
    return false;
  }
}
