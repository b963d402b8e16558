import { createRequire } from "node:module";

/** kafkajs' own encoder of record batches: what our decoder is compared with. */
interface Encoded {
  readonly buffer: Buffer;
}

export interface RecordToEncode {
  readonly offsetDelta: number;
  readonly timestampDelta: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | readonly Buffer[]>>;
}

interface BatchToEncode {
  readonly firstOffset: number;
  readonly firstTimestamp: number;
  readonly maxTimestamp: number;
  readonly lastOffsetDelta: number;
  readonly transactional: boolean;
  readonly producerId: number;
  readonly records: readonly Encoded[];
}

const load = createRequire(import.meta.url);
const { RecordBatch: encodeBatch } = load("kafkajs/src/protocol/recordBatch/v0/index.js") as {
  readonly RecordBatch: (batch: BatchToEncode) => Promise<Encoded>;
};
const encodeRecord = load("kafkajs/src/protocol/recordBatch/record/v0/index.js") as (
  record: RecordToEncode,
) => Encoded;

export interface BatchOptions {
  readonly firstOffset: number;
  readonly producerId?: number;
  readonly transactional?: boolean;
  readonly firstTimestamp?: number;
}

export async function batchOf(
  records: readonly RecordToEncode[],
  { firstOffset, producerId = -1, transactional = false, firstTimestamp = 1000 }: BatchOptions,
): Promise<Buffer> {
  const { buffer } = await encodeBatch({
    firstOffset,
    firstTimestamp,
    maxTimestamp: firstTimestamp,
    lastOffsetDelta: records.at(-1)?.offsetDelta ?? 0,
    transactional,
    producerId,
    records: records.map(encodeRecord),
  });
  return buffer;
}

/** One record a value, offsets in a row. */
export function values(...texts: readonly string[]): readonly RecordToEncode[] {
  return texts.map((text, offsetDelta) => ({
    offsetDelta,
    timestampDelta: 0,
    key: null,
    value: Buffer.from(text),
    headers: {},
  }));
}

const attributesAt = 21;
const recordsAt = 61;
const controlFlag = 0x20;

/** The marker with which a broker ends a transaction. */
export async function marker(
  kind: "abort" | "commit",
  options: { readonly firstOffset: number; readonly producerId: number },
): Promise<Buffer> {
  const key = Buffer.from([0, 0, 0, kind === "abort" ? 0 : 1]);
  const record = { offsetDelta: 0, timestampDelta: 0, key, value: Buffer.alloc(6), headers: {} };
  const batch = await batchOf([record], { ...options, transactional: true });
  batch.writeInt16BE(batch.readInt16BE(attributesAt) | controlFlag, attributesAt);
  return batch;
}

/** The batch with its records packed by this codec. */
export function packed(batch: Buffer, codec: number, pack: (records: Buffer) => Buffer): Buffer {
  const whole = Buffer.concat([batch.subarray(0, recordsAt), pack(batch.subarray(recordsAt))]);
  whole.writeInt32BE(whole.length - 12, 8);
  whole.writeInt16BE(whole.readInt16BE(attributesAt) | codec, attributesAt);
  return whole;
}
