import { MalformedBytes } from "./byte-reader.ts";

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
export function lz4LargestSize(frame: Buffer): number {
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
