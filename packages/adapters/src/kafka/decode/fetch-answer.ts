import { ByteReader } from "./byte-reader.ts";

/** A transaction that was aborted: its records begin at or behind `firstOffset`. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

export interface PartitionAnswer {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  /** Record batches as they stand in the log: a view into the answer. The last one may be cut off. */
  readonly batches: Buffer;
}

export interface FetchAnswer {
  readonly clientSideThrottleTime: number;
  readonly errorCode: number;
  readonly partitions: readonly PartitionAnswer[];
}

const noBytes = Buffer.alloc(0);

/** Fetch response, version 11. Batches are left as they are, so that one bad batch cannot spoil the others. */
export function fetchAnswer(payload: Buffer): FetchAnswer {
  const reader = new ByteReader(payload);
  const clientSideThrottleTime = reader.int32();
  const errorCode = reader.int16();
  reader.int32();
  const partitions: PartitionAnswer[] = [];
  for (let topics = reader.int32(); topics > 0; topics -= 1) {
    const topic = reader.string();
    for (let count = reader.int32(); count > 0; count -= 1) {
      partitions.push(partitionAnswer(topic, reader));
    }
  }
  return { clientSideThrottleTime, errorCode, partitions };
}

function partitionAnswer(topic: string, reader: ByteReader): PartitionAnswer {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const highWatermark = reader.int64();
  const lastStableOffset = reader.int64();
  reader.int64();
  const aborted: AbortedTransaction[] = [];
  for (let count = reader.int32(); count > 0; count -= 1) {
    aborted.push({ producerId: reader.int64(), firstOffset: reader.int64() });
  }
  reader.int32();
  const size = reader.int32();
  const batches = size > 0 ? reader.view(size) : noBytes;
  return { topic, partition, errorCode, highWatermark, lastStableOffset, aborted, batches };
}
