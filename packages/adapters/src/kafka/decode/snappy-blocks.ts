import { uncompressSync } from "snappy";
import { MalformedBytes } from "./byte-reader.ts";

/** What Java clients (snappy-java) write before their blocks: a marker and two version numbers. */
const javaMarker = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const javaHeaderBytes = 16;

/** Unpacks snappy in both ways in which it stands in Kafka: one raw block, or blocks in the framing of snappy-java. */
export function uncompressSnappy(packed: Buffer, limit: number): Buffer {
  const blocks = packed.subarray(0, javaMarker.length).equals(javaMarker) ? javaBlocks(packed) : [packed];
  let size = 0;
  for (const block of blocks) size += claimedSize(block);
  if (size > limit) {
    throw new MalformedBytes(`the batch would unpack to more than ${limit} bytes`);
  }
  const plain = blocks.map((block) => uncompressSync(block, { asBuffer: true }) as Buffer);
  return plain.length === 1 && plain[0] !== undefined ? plain[0] : Buffer.concat(plain);
}

function javaBlocks(packed: Buffer): readonly Buffer[] {
  const blocks: Buffer[] = [];
  let at = javaHeaderBytes;
  while (at < packed.length) {
    if (at + 4 > packed.length) throw new MalformedBytes("the snappy blocks are cut off");
    const size = packed.readInt32BE(at);
    at += 4;
    if (size < 0 || at + size > packed.length) {
      throw new MalformedBytes("the snappy blocks are cut off");
    }
    blocks.push(packed.subarray(at, at + size));
    at += size;
  }
  return blocks;
}

/** A raw block begins with the size it unpacks to; the decoder refuses a block that unpacks to another. */
function claimedSize(block: Buffer): number {
  let size = 0;
  for (let index = 0; index < 5; index += 1) {
    const byte = block[index];
    if (byte === undefined) break;
    size += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return size;
  }
  throw new MalformedBytes("no snappy block");
}
