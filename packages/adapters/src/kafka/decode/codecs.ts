import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { decompressFrameSync } from "lz4-napi";
import { MalformedBytes } from "./byte-reader.ts";
import { lz4LargestSize } from "./lz4-size.ts";
import { uncompressSnappy } from "./snappy-blocks.ts";

/** No batch is unpacked to more than this, whatever it says: a few kB can claim to be gigabytes. */
const largestBatchBytes = 128 * 1024 * 1024;

/** Unpacks what stands behind a batch's header. The numbers of the codecs are Kafka's. Throws when it cannot be done. */
export function decompress(codec: number, packed: Buffer, limit = largestBatchBytes): Buffer {
  switch (codec) {
    case 0:
      return packed;
    case 1:
      return gunzipSync(packed, { maxOutputLength: limit });
    case 2:
      return uncompressSnappy(packed, limit);
    case 3:
      if (lz4LargestSize(packed) > limit) throw tooLarge(limit);
      return decompressFrameSync(packed);
    case 4:
      return zstdDecompressSync(packed, { maxOutputLength: limit });
    default:
      throw new MalformedBytes(`codec ${codec} is not known`);
  }
}

function tooLarge(limit: number): MalformedBytes {
  return new MalformedBytes(`the batch would unpack to more than ${limit} bytes`);
}
