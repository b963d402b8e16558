import { expect, test } from "vitest";
import type { KafkaBroker, ProtocolCall } from "../../../src/kafka/client/internals.ts";
import { askMetadata, endOfEpoch, metadataAnswer } from "../../../src/kafka/client/metadata.ts";

const id = "0102030405060708090a0b0c0d0e0f10";
const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const byte = (value: number): Buffer => Buffer.from([value]);
const text = (value: string): Buffer => Buffer.concat([byte(value.length + 1), Buffer.from(value)]);
const tags = byte(0);

/** As the protocol's guide has Metadata of version 10, with a tag that no version knows yet. */
const answer = Buffer.concat(
  [
    [tags, int32(0)],
    [byte(2), int32(7), text("kafka-7"), int32(9092), byte(0), Buffer.from([1, 5, 2, 9, 9])],
    [text("cluster"), int32(7)],
    [byte(3), int16(0), text("telemetry"), Buffer.from(id, "hex"), byte(0)],
    [byte(2), int16(0), int32(3), int32(7), int32(12)],
    [byte(3), int32(7), int32(8), byte(2), int32(7), byte(1), tags],
    [int32(0), tags],
    [int16(3), text("missing"), Buffer.alloc(16), byte(0), byte(1), int32(0), tags],
    [int32(0), tags],
  ].flat(),
);

test("an answer gives the id of each topic, and the epoch of each leader", () => {
  expect(metadataAnswer(answer)).toEqual({
    brokers: [{ nodeId: 7, host: "kafka-7", port: 9092 }],
    topicMetadata: [
      {
        topicErrorCode: 0,
        topic: "telemetry",
        topicId: id,
        partitionMetadata: [
          { partitionErrorCode: 0, partitionId: 3, leader: 7, leaderEpoch: 12, replicas: [7, 8] },
        ],
      },
      { topicErrorCode: 3, topic: "missing", topicId: null, partitionMetadata: [] },
    ],
  });
});

test("an answer that ends early is refused, and not read beyond its end", () => {
  for (let length = 0; length < answer.length - 5; length += 1) {
    expect(() => metadataAnswer(answer.subarray(0, length))).toThrow(/ends? /);
  }
});

/** A broker that speaks these versions, and what it was asked. */
function brokerOf(versions: Readonly<Record<number, { readonly maxVersion: number }>>) {
  const asked: (readonly [number, number])[] = [];
  const broker = {
    versions,
    connectionPool: {
      send: async ({ request }: ProtocolCall<unknown>) => {
        asked.push([request.apiKey, request.apiVersion]);
        return await Promise.resolve({ errorCode: 0, endOffset: 5 });
      },
    },
  } as unknown as KafkaBroker;
  return { broker, asked };
}

test("a broker before Kafka 2.8 is asked as ever, and for no end of an epoch where it knows none", async () => {
  const old = brokerOf({ 3: { maxVersion: 9 }, 23: { maxVersion: 2 } });
  await askMetadata(old.broker, ["telemetry"]);
  expect(
    await endOfEpoch(old.broker, { topic: "telemetry", partition: 0 }, { epoch: 1, current: 2 }),
  ).toBeNull();
  expect(old.asked).toEqual([[3, 6]]);
  const recent = brokerOf({ 3: { maxVersion: 13 }, 23: { maxVersion: 4 } });
  await askMetadata(recent.broker, ["telemetry"]);
  expect(
    await endOfEpoch(recent.broker, { topic: "telemetry", partition: 0 }, { epoch: 1, current: 2 }),
  ).toBe(5);
  expect(recent.asked).toEqual([
    [3, 10],
    [23, 3],
  ]);
});
