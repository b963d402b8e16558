/** From the answer to a fetch request to the records of committed transactions in it. */
import type { LogPlace, LogRecord } from "@tocsin/log";
import {
  batchAt,
  ByteReader,
  isAbortMarker,
  isControl,
  isTransactional,
  recordReader,
  type RecordBatch,
  type RecordReader,
} from "./record-batch.ts";

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

/** What one answer holds of one partition, not yet decoded. */
export interface Chunk {
  readonly place: LogPlace;
  /** Where it was asked for: the batch may begin earlier. */
  readonly fetchOffset: number;
  readonly batches: Buffer;
  readonly aborted: readonly AbortedTransaction[];
}

export type Piece =
  | { readonly kind: "records"; readonly records: readonly LogRecord[]; readonly nextOffset: number }
  | {
      readonly kind: "undecodable";
      readonly firstOffset: number;
      readonly nextOffset: number;
      readonly reason: string;
    };

/** A piece ends with the record, or the batch, that reaches one of these. */
const pieceRecords = 10_000;
const pieceBytes = 1024 * 1024;

/** The offset behind the last whole batch and the epoch of who wrote that; as given, and null, where there is none. */
export function endOf(
  batches: Buffer,
  fetchOffset: number,
): { readonly offset: number; readonly epoch: number | null } {
  let offset = fetchOffset;
  let epoch: number | null = null;
  for (let at = 0; ;) {
    const batch = batchAt(batches, at);
    if (batch === null) return { offset, epoch };
    offset = Math.max(offset, batch.lastOffset + 1);
    if (batch.leaderEpoch >= 0) epoch = batch.leaderEpoch;
    at += batch.bytes.length;
  }
}

/** A batch of which some records are not given yet, and the offset behind it. */
interface OpenBatch {
  readonly reader: RecordReader;
  readonly nextOffset: number;
}

/**
 * Decodes a chunk piece by piece. Aborted records and transaction markers are passed over: a piece without records says
 * that only such were passed. A batch that cannot be decoded is a piece of its own.
 */
export class CommittedRecords {
  readonly #chunk: Chunk;
  readonly #aborted: readonly AbortedTransaction[];
  readonly #abortedNow = new Set<number>();
  readonly #maxBytes: number;
  #abortedSeen = 0;
  #at = 0;
  #position: number;
  #pending: Piece | null = null;
  #open: OpenBatch | null = null;

  /** A batch that unpacks to more than `maxBatchBytes` is one that cannot be decoded. */
  constructor(chunk: Chunk, maxBatchBytes: number) {
    this.#chunk = chunk;
    this.#maxBytes = maxBatchBytes;
    this.#position = chunk.fetchOffset;
    // The broker lists them by where they ended; what counts is where they began.
    this.#aborted = [...chunk.aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Null at the end of the chunk. */
  next(): Piece | null {
    const pending = this.#pending;
    if (pending !== null) {
      this.#pending = null;
      return pending;
    }
    const from = this.#at;
    const wasOpen = this.#open !== null;
    const records: LogRecord[] = [];
    while (records.length < pieceRecords && this.#at - from < pieceBytes) {
      if (this.#open !== null) {
        this.#takeFrom(this.#open, records);
        continue;
      }
      const before = this.#position;
      const batch = batchAt(this.#chunk.batches, this.#at);
      if (batch === null) break;
      this.#at += batch.bytes.length;
      if (batch.lastOffset < before) continue;
      const undecodable = this.#openBatch(batch);
      if (undecodable !== null) return this.#after(records, before, undecodable);
    }
    if (this.#at === from && !wasOpen) return null;
    return { kind: "records", records, nextOffset: this.#position };
  }

  /** What was decoded before the bad batch comes first. */
  #after(records: readonly LogRecord[], nextOffset: number, undecodable: Piece): Piece {
    if (records.length === 0) return undecodable;
    this.#pending = undecodable;
    return { kind: "records", records, nextOffset };
  }

  /** The next records of a batch, as many as the piece still takes. */
  #takeFrom({ reader, nextOffset }: OpenBatch, records: LogRecord[]): void {
    for (const record of reader.take(pieceRecords - records.length)) records.push(record);
    if (reader.isDone()) {
      this.#open = null;
      this.#position = nextOffset;
    } else this.#position = records.at(-1)!.offset + 1;
  }

  /** Opens a batch to read from it; what it is where that cannot be done. A batch that is passed over is read already. */
  #openBatch(batch: RecordBatch): Piece | null {
    const position = this.#position;
    const nextOffset = batch.lastOffset + 1;
    try {
      const { place } = this.#chunk;
      if (this.#isVisible(batch)) {
        const reader = recordReader(batch, place, {
          position,
          atOnce: pieceRecords,
          maxBytes: this.#maxBytes,
        });
        this.#open = { reader, nextOffset };
      } else this.#position = nextOffset;
      return null;
    } catch (error) {
      this.#position = nextOffset;
      return {
        kind: "undecodable",
        firstOffset: Math.max(batch.firstOffset, position),
        nextOffset,
        reason: error instanceof Error ? error.message : String(error),
      };
    }
  }

  /** The rule of Kafka's own consumer: an aborted transaction lasts from its first offset to its producer's marker. */
  #isVisible(batch: RecordBatch): boolean {
    for (
      let next = this.#aborted[this.#abortedSeen];
      next !== undefined && next.firstOffset <= batch.lastOffset;
      next = this.#aborted[this.#abortedSeen]
    ) {
      this.#abortedNow.add(next.producerId);
      this.#abortedSeen += 1;
    }
    if (isControl(batch)) {
      if (isAbortMarker(batch)) this.#abortedNow.delete(batch.producerId);
      return false;
    }
    return !(isTransactional(batch) && this.#abortedNow.has(batch.producerId));
  }
}
