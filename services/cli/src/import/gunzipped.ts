import { createGunzip, type Gunzip } from "node:zlib";

/** First two bytes of every gzip file (RFC 1952 section 2.3.1). */
const magic = [0x1f, 0x8b] as const;

/** Why the bytes end before the file says they should; null while all is well. */
export interface Unpacking {
  damage: string | null;
}

/**
 * The bytes as they are, or unpacked where they begin like gzip; concatenated members are fine.
 * Of a damaged file comes what was unpacked before the damage was met (the last few kilobytes before it may be
 * missing), and then `unpacking.damage` says what was wrong.
 */
export async function* unpacked(
  chunks: AsyncIterable<Uint8Array>,
  unpacking: Unpacking,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  let isGzip: boolean | null = null;
  let start: Uint8Array = new Uint8Array();
  const ready: Uint8Array[] = [];
  gunzip.on("data", (chunk: Uint8Array) => ready.push(chunk));
  const over = new Promise<void>((resolve) => {
    gunzip.once("end", resolve);
    gunzip.once("error", (error) => {
      unpacking.damage = error.message;
      resolve();
    });
  });
  for await (const chunk of chunks) {
    const bytes: Uint8Array = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    start = new Uint8Array();
    if (bytes.length < magic.length && isGzip === null) {
      start = bytes;
      continue;
    }
    isGzip ??= magic.every((byte, index) => bytes[index] === byte);
    if (!isGzip) {
      yield bytes;
      continue;
    }
    await Promise.race([handedOver(gunzip, bytes), over]);
    yield* ready.splice(0);
    if (unpacking.damage !== null) return;
  }
  if (isGzip === null) yield start;
  if (isGzip !== true) return;
  gunzip.end();
  await over;
  yield* ready;
}

/** Waits until all that these bytes hold has been unpacked. */
const handedOver = (gunzip: Gunzip, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => void gunzip.write(bytes, () => resolve()));
