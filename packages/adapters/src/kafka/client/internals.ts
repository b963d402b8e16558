/**
 * The few internals of kafkajs 2.2.4 that its public interface does not offer: one connection to one broker, and the
 * requests as it encodes them. Its consumer cannot read a partition without a group, jumps over deleted records without
 * a word and shows neither the last stable offset nor when it asked; so readers and memberships are built on these.
 * The version is pinned: whoever changes it reads this file again.
 */
import { createRequire } from "node:module";
import { type Socket } from "node:net";
import { type ConnectionOptions } from "node:tls";
import { type ConfigResourceTypes, type ConfigSource } from "kafkajs";

export interface ProtocolRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  encode(): Promise<unknown>;
}

export interface ProtocolResponse<Answer> {
  decode(payload: Buffer): Promise<Answer>;
  parse(answer: Answer): Promise<Answer>;
}

export interface ProtocolCall<Answer> {
  readonly request: ProtocolRequest;
  readonly response: ProtocolResponse<Answer>;
  readonly requestTimeout?: number;
  readonly logResponseError?: boolean;
}

export interface ConnectionPool {
  readonly host: string;
  readonly port: number;
  /** Connects and authenticates as needed. Fetch requests have a socket of their own. */
  send<Answer>(call: ProtocolCall<Answer>): Promise<Answer>;
  /** 0 for everything but fetch requests, 1 for these. */
  getConnection(index: number): Promise<{
    send<Answer>(call: ProtocolCall<Answer>): Promise<Answer>;
  }>;
}

export interface MemberData {
  readonly memberId: string;
  readonly memberMetadata: Buffer;
}

export interface OffsetAnswer {
  readonly partition: number;
  readonly offset: string;
}

interface TopicParts<Part> {
  readonly topic: string;
  readonly partitions: readonly Part[];
}

/** What a request is encoded with. */
export interface ByteWriter {
  writeInt8(value: number): ByteWriter;
  writeInt32(value: number): ByteWriter;
  writeBoolean(value: boolean): ByteWriter;
  writeString(value: string): ByteWriter;
  writeUVarInt(value: number): ByteWriter;
  writeUVarIntString(value: string): ByteWriter;
  writeBuffer(value: Buffer): ByteWriter;
}

export interface KafkaBroker {
  readonly connectionPool: ConnectionPool;
  /** What it speaks, by the number of the request; null before it is connected. */
  readonly versions: Readonly<Record<number, { readonly maxVersion: number } | undefined>> | null;
  isConnected(): boolean;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  findGroupCoordinator(request: {
    readonly groupId: string;
    readonly coordinatorType: number;
  }): Promise<{ readonly coordinator: { readonly nodeId: number } }>;
  syncGroup(request: {
    readonly groupId: string;
    readonly generationId: number;
    readonly memberId: string;
    readonly groupAssignment: readonly {
      readonly memberId: string;
      readonly memberAssignment: Buffer;
    }[];
  }): Promise<{ readonly memberAssignment: Buffer }>;
  heartbeat(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
  }): Promise<unknown>;
  offsetCommit(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
    readonly topics: readonly TopicParts<{ readonly partition: number; readonly offset: string }>[];
  }): Promise<unknown>;
  offsetFetch(request: {
    readonly groupId: string;
    readonly topics: readonly TopicParts<{ readonly partition: number }>[];
  }): Promise<{ readonly responses: readonly TopicParts<OffsetAnswer>[] }>;
  listOffsets(request: {
    readonly replicaId: number;
    readonly isolationLevel: number;
    readonly topics: readonly TopicParts<{
      readonly partition: number;
      readonly timestamp: number;
    }>[];
  }): Promise<{ readonly responses: readonly TopicParts<OffsetAnswer>[] }>;
}

/** Writes to no output: every message goes to the log creator that it was made with. */
export interface InternalLogger {
  namespace(name: string): InternalLogger;
}

export interface LogEntry {
  readonly namespace: string;
  readonly level: number;
  readonly log: Readonly<Record<string, unknown>> & { readonly message: string };
}

export type LogCreator = (level: number) => (entry: LogEntry) => void;

export interface SocketRequest {
  readonly host: string;
  readonly port: number;
  /** Plain text without. */
  readonly ssl: ConnectionOptions | false | null | undefined;
  readonly onConnect: () => void;
}

export type SocketFactory = (request: SocketRequest) => Socket;

interface ConnectionPoolOptions {
  readonly host: string;
  readonly port: number;
  readonly logger: InternalLogger;
  readonly socketFactory: SocketFactory;
  readonly clientId: string;
  readonly ssl: ConnectionOptions | null;
  readonly sasl: object | null;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: boolean;
}

type ConnectionPoolClass = new (options: ConnectionPoolOptions) => ConnectionPool;

type BrokerClass = new (options: {
  readonly connectionPool: ConnectionPool;
  readonly logger: InternalLogger;
  readonly nodeId?: number;
  readonly allowAutoTopicCreation: boolean;
}) => KafkaBroker;

export interface TopicMetadata {
  readonly topicErrorCode: number;
  readonly topic: string;
  /** Null from brokers before Kafka 2.8. */
  readonly topicId?: string | null;
  readonly partitionMetadata: readonly {
    readonly partitionErrorCode: number;
    readonly partitionId: number;
    readonly leader: number;
    /** Null from brokers before Kafka 2.8. */
    readonly leaderEpoch?: number | null;
    readonly replicas: readonly number[];
  }[];
}

export interface MetadataAnswer {
  readonly brokers: readonly {
    readonly nodeId: number;
    readonly host: string;
    readonly port: number;
  }[];
  readonly topicMetadata: readonly TopicMetadata[];
}

export interface FetchTopic {
  readonly topic: string;
  readonly partitions: readonly {
    readonly partition: number;
    /** A broker that knows of a later leader refuses; -1: whoever leads. */
    readonly currentLeaderEpoch: number;
    readonly fetchOffset: string;
    readonly maxBytes: number;
  }[];
}

interface MemberMetadataCodec {
  encode(metadata: {
    readonly version: number;
    readonly topics: readonly string[];
    readonly userData: Buffer;
  }): Buffer;
  decode(bytes: Buffer): { readonly topics: readonly string[]; readonly userData: Buffer | null };
}

interface MemberAssignmentCodec {
  encode(assignment: {
    readonly version: number;
    readonly assignment: Readonly<Record<string, readonly number[]>>;
    readonly userData: Buffer;
  }): Buffer;
  decode(bytes: Buffer): { readonly assignment: Readonly<Record<string, readonly number[]>> } | null;
}

const load = createRequire(import.meta.url);

export const ConnectionPoolInternal = load("kafkajs/src/network/connectionPool.js") as ConnectionPoolClass;
export const BrokerInternal = load("kafkajs/src/broker/index.js") as BrokerClass;

export const { createLogger } = load("kafkajs/src/loggers/index.js") as {
  readonly createLogger: (options: {
    readonly level: number;
    readonly logCreator: LogCreator;
  }) => InternalLogger;
};

export const ByteWriterInternal = load("kafkajs/src/protocol/encoder.js") as new () => ByteWriter;

export const metadataRequest = load("kafkajs/src/protocol/requests/metadata/v6/request.js") as (request: {
  readonly topics: readonly string[];
  readonly allowAutoTopicCreation: boolean;
}) => ProtocolRequest;

export const metadataResponse = load(
  "kafkajs/src/protocol/requests/metadata/v6/response.js",
) as ProtocolResponse<MetadataAnswer>;

export const fetchRequest = load("kafkajs/src/protocol/requests/fetch/v11/request.js") as (request: {
  readonly replicaId: number;
  readonly maxWaitTime: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly isolationLevel: number;
  readonly topics: readonly FetchTopic[];
}) => ProtocolRequest;

export const joinGroupRequest = load("kafkajs/src/protocol/requests/joinGroup/v5/request.js") as (request: {
  readonly groupId: string;
  readonly sessionTimeout: number;
  readonly rebalanceTimeout: number;
  readonly memberId: string;
  readonly protocolType: string;
  readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
}) => ProtocolRequest;

export const joinGroupResponse = load(
  "kafkajs/src/protocol/requests/joinGroup/v5/response.js",
) as ProtocolResponse<{
  readonly generationId: number;
  readonly leaderId: string;
  readonly memberId: string;
  readonly members: readonly MemberData[];
}>;

export const leaveGroupRequest = load("kafkajs/src/protocol/requests/leaveGroup/v2/request.js") as (request: {
  readonly groupId: string;
  readonly memberId: string;
}) => ProtocolRequest;

export const leaveGroupResponse = load(
  "kafkajs/src/protocol/requests/leaveGroup/v2/response.js",
) as ProtocolResponse<unknown>;

export const { createErrorFromCode } = load("kafkajs/src/protocol/error.js") as {
  readonly createErrorFromCode: (code: number) => Error & { readonly type: string };
};

/** Of Kafka's error codes those that are looked for by number. */
export const errorCodes = {
  offsetOutOfRange: 1,
  unknownTopic: 3,
  leaderNotAvailable: 5,
  notLeader: 6,
  unsupportedVersion: 35,
} as const;

/** Records of open and aborted transactions are not asked for. */
export const readCommitted = 1;
/** What a reader gives where a broker would give its number. */
export const consumerReplica = -1;

export const { MemberMetadata, MemberAssignment } = load("kafkajs/src/consumer/assignerProtocol.js") as {
  readonly MemberMetadata: MemberMetadataCodec;
  readonly MemberAssignment: MemberAssignmentCodec;
};

/** Public, but no names that Node finds in a CommonJS module. */
export const ResourceTypes = load("kafkajs/src/protocol/configResourceTypes.js") as {
  readonly TOPIC: ConfigResourceTypes.TOPIC;
};

export const ConfigSources = load("kafkajs/src/protocol/configSource.js") as {
  readonly TOPIC_CONFIG: ConfigSource.TOPIC_CONFIG;
};
