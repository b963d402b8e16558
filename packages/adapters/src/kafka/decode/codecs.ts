/** Unpacks batches in each of Kafka's codecs, and never to more than a limit, whatever the bytes claim. */
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { decompressFrameSync } from "lz4-napi";
import { uncompressSync } from "snappy";

/** The bytes are not what the format says. */
export class MalformedBytes extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MalformedBytes";
  }
}

/**
 * Unpacks what stands behind a batch's header. The numbers of the codecs are Kafka's. Throws when it cannot be done, and
 * for what would become more than the limit, before it does: a few kB can claim to be gigabytes.
 */
export function decompress(codec: number, packed: Buffer, limit: number): Buffer {
  switch (codec) {
    case 0:
      return packed;
    case 1:
      return withinLimit(() => gunzipSync(packed, { maxOutputLength: limit }), limit);
    case 2:
      return uncompressSnappy(packed, limit);
    case 3:
      if (lz4LargestSize(packed) > limit) throw tooLarge(limit);
      return decompressFrameSync(packed);
    case 4:
      return withinLimit(() => zstdDecompressSync(packed, { maxOutputLength: limit }), limit);
    default:
      throw new MalformedBytes(`codec ${codec} is not known`);
  }
}

function tooLarge(limit: number): MalformedBytes {
  return new MalformedBytes(`the batch would unpack to more than ${limit} bytes (kafka.maxBatchBytes)`);
}

function withinLimit(unpack: () => Buffer, limit: number): Buffer {
  try {
    return unpack();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limit);
    throw error;
  }
}

/** What Java clients (snappy-java) write before their blocks: a marker and two version numbers. */
const javaMarker = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const javaHeaderBytes = 16;

/** Unpacks snappy in both ways in which it stands in Kafka: one raw block, or blocks in the framing of snappy-java. */
function uncompressSnappy(packed: Buffer, limit: number): Buffer {
  const blocks = packed.subarray(0, javaMarker.length).equals(javaMarker) ? javaBlocks(packed) : [packed];
  let size = 0;
  for (const block of blocks) size += claimedSize(block);
  if (size > limit) throw tooLarge(limit);
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

/** LZ4 frame format 1.6: magic number, descriptor, blocks behind their sizes, a size of zero at the end. */
const magicNumber = 0x184d2204;
const contentSizeFlag = 0x08;
const contentChecksumFlag = 0x04;
const blockChecksumFlag = 0x10;
const dictionaryFlag = 0x01;
const uncompressedBit = 0x8000_0000;

/**
 * What the frame can unpack to at most: every block is as large as the frame's descriptor allows. Found without
 * unpacking, so that a frame that claims to be gigabytes costs nothing.
 */
function lz4LargestSize(frame: Buffer): number {
  if (frame.length < 7 || frame.readUInt32LE(0) !== magicNumber) {
    throw new MalformedBytes("no LZ4 frame");
  }
  const flags = frame.readUInt8(4);
  const blockBytes = largestBlock(frame.readUInt8(5));
  let at = 7 + (has(flags, contentSizeFlag) ? 8 : 0) + (has(flags, dictionaryFlag) ? 4 : 0);
  let size = 0;
  while (at + 4 <= frame.length) {
    const block = frame.readUInt32LE(at);
    at += 4;
    if (block === 0) {
      const end = at + (has(flags, contentChecksumFlag) ? 4 : 0);
      if (end < frame.length) throw new MalformedBytes("bytes are left behind the LZ4 frame");
      return size;
    }
    const plain = block >= uncompressedBit;
    const packed = plain ? block - uncompressedBit : block;
    size += plain ? packed : blockBytes;
    at += packed + (has(flags, blockChecksumFlag) ? 4 : 0);
  }
  throw new MalformedBytes("the LZ4 frame has no end");
}

function largestBlock(descriptor: number): number {
  const code = (descriptor >> 4) & 0x07;
  if (code < 4) throw new MalformedBytes("the LZ4 frame's block size is not known");
  return 4 ** code * 256;
}

function has(flags: number, flag: number): boolean {
  return (flags & flag) !== 0;
}
