/**
 * What kafkajs 2.2.4 does not ask yet: metadata with the ids of topics and the epochs of leaders (KIP-516), and how far the
 * records of an epoch reach (KIP-320).
 */
import type { LogPlace } from "@tocsin/log";
import { ByteReader } from "../decode/record-batch.ts";
import {
  ByteWriterInternal,
  consumerReplica,
  createErrorFromCode,
  errorCodes,
  type KafkaBroker,
  type MetadataAnswer,
  metadataRequest,
  metadataResponse,
  type TopicMetadata,
} from "./internals.ts";

const metadata = { apiKey: 3, apiName: "Metadata", withTopicIds: 10 } as const;
const offsetForLeaderEpoch = { apiKey: 23, apiName: "OffsetForLeaderEpoch", apiVersion: 3 } as const;

const speaks = (broker: KafkaBroker, apiKey: number, version: number): boolean =>
  (broker.versions?.[apiKey]?.maxVersion ?? -1) >= version;

/** Errors of single topics and partitions stand in the answer. Brokers before Kafka 2.8 give no ids and no epochs. */
export async function askMetadata(broker: KafkaBroker, topics: readonly string[]): Promise<MetadataAnswer> {
  if (speaks(broker, metadata.apiKey, metadata.withTopicIds)) {
    return await broker.connectionPool.send({
      request: {
        apiKey: metadata.apiKey,
        apiVersion: metadata.withTopicIds,
        apiName: metadata.apiName,
        encode: async () => await Promise.resolve(encodedTopics(topics)),
      },
      response: {
        decode: async (payload) => await Promise.resolve(metadataAnswer(payload)),
        parse: async (answer) => await Promise.resolve(answer),
      },
    });
  }
  return await broker.connectionPool.send({
    request: metadataRequest({ topics, allowAutoTopicCreation: false }),
    response: {
      decode: (payload) => metadataResponse.decode(payload),
      parse: (decoded) => Promise.resolve(decoded),
    },
  });
}

const noTopicId = Buffer.alloc(16);
/** Of a request's or answer's header, and of every structure: no fields beyond those that the version has. */
const noTags = 0;

/** Behind the header that kafkajs writes: the tags with which the header of this version ends stand in front. */
function encodedTopics(topics: readonly string[]) {
  const writer = new ByteWriterInternal().writeUVarInt(noTags).writeUVarInt(topics.length + 1);
  for (const topic of topics) writer.writeBuffer(noTopicId).writeUVarIntString(topic).writeUVarInt(noTags);
  // Do not make topics; no lists of rights, for cluster and topics.
  return writer.writeBoolean(false).writeBoolean(false).writeBoolean(false).writeUVarInt(noTags);
}

/** Metadata response, version 10. */
export function metadataAnswer(payload: Buffer): MetadataAnswer {
  const reader = new ByteReader(payload);
  skipTags(reader);
  reader.int32();
  const brokers = compactArray(reader, () => {
    const [nodeId, host, port] = [reader.int32(), compactString(reader), reader.int32()];
    compactString(reader);
    skipTags(reader);
    return { nodeId, host, port };
  });
  compactString(reader);
  reader.int32();
  return { brokers, topicMetadata: compactArray(reader, () => topicMetadata(reader)) };
}

function topicMetadata(reader: ByteReader): TopicMetadata {
  const [topicErrorCode, topic] = [reader.int16(), compactString(reader)];
  const id = reader.view(noTopicId.length);
  reader.int8();
  const partitionMetadata = compactArray(reader, () => {
    const [partitionErrorCode, partitionId] = [reader.int16(), reader.int32()];
    const [leader, leaderEpoch] = [reader.int32(), reader.int32()];
    const replicas = compactArray(reader, () => reader.int32());
    compactArray(reader, () => reader.int32());
    compactArray(reader, () => reader.int32());
    skipTags(reader);
    return { partitionErrorCode, partitionId, leader, leaderEpoch, replicas };
  });
  reader.int32();
  skipTags(reader);
  const topicId = id.equals(noTopicId) ? null : id.toString("hex");
  return { topicErrorCode, topic, topicId, partitionMetadata };
}

function compactArray<Item>(reader: ByteReader, item: () => Item): readonly Item[] {
  const items: Item[] = [];
  for (let left = reader.uvarint() - 1; left > 0; left -= 1) items.push(item());
  return items;
}

function compactString(reader: ByteReader): string {
  const length = reader.uvarint() - 1;
  return length <= 0 ? "" : reader.view(length).toString("utf8");
}

function skipTags(reader: ByteReader): void {
  for (let left = reader.uvarint(); left > 0; left -= 1) {
    reader.uvarint();
    reader.view(reader.uvarint());
  }
}

/**
 * The offset behind the last record that the leader's log has of this epoch or of one before it; null where that cannot be
 * said. The broker must lead the partition, in the epoch `current`.
 */
export async function endOfEpoch(
  broker: KafkaBroker,
  place: LogPlace,
  { epoch, current }: { readonly epoch: number; readonly current: number },
): Promise<number | null> {
  const { apiKey, apiName, apiVersion } = offsetForLeaderEpoch;
  if (!speaks(broker, apiKey, apiVersion)) return null;
  const found = await broker.connectionPool.send({
    request: {
      apiKey,
      apiName,
      apiVersion,
      encode: async () =>
        await Promise.resolve(
          new ByteWriterInternal()
            .writeInt32(consumerReplica)
            .writeInt32(1)
            .writeString(place.topic)
            .writeInt32(1)
            .writeInt32(place.partition)
            .writeInt32(current)
            .writeInt32(epoch),
        ),
    },
    response: {
      decode: async (payload) => await Promise.resolve(epochAnswer(payload)),
      parse: async (answer) => await Promise.resolve(answer),
    },
  });
  if (found.errorCode === errorCodes.unsupportedVersion) return null;
  if (found.errorCode !== 0) throw createErrorFromCode(found.errorCode);
  return found.endOffset < 0 ? null : found.endOffset;
}

/** OffsetForLeaderEpoch response, version 3, of one partition. */
function epochAnswer(payload: Buffer): { readonly errorCode: number; readonly endOffset: number } {
  const reader = new ByteReader(payload);
  reader.int32();
  reader.int32();
  reader.string();
  reader.int32();
  const errorCode = reader.int16();
  reader.int32();
  reader.int32();
  return { errorCode, endOffset: reader.int64() };
}
