/** kafkajs' producers: one that holds a transactional identity, and one that only appends. */
import { Partitioners, type Producer, type TopicMessages, type Transaction } from "kafkajs";
import {
  type AppendedRecord,
  LogFault,
  type LogPlace,
  type LogPosition,
  type LogTransaction,
  type LogWriter,
  type NewLogRecord,
} from "@tocsin/log";
import { kafkaClient, type KafkaConnection, sockets, type Sockets } from "../client/connection.ts";
import { offsetsByTopic } from "../client/partitions.ts";
import { logFault } from "../faults/log-fault.ts";
import { persist, settled } from "../faults/persist.ts";
import { type TellTrouble } from "../faults/trouble.ts";
import { messageOf, requestsOf } from "./messages.ts";

const allReplicas = -1;
const closeGraceMs = 1000;
const offsetsForMs = 5000;
const never = new AbortController().signal;

export interface WriterOptions {
  readonly connection: KafkaConnection;
  /** A broker that answers. */
  readonly first: string;
  readonly identity: string;
  readonly trouble: TellTrouble;
}

/**
 * Takes the identity over, once: rejects with what Kafka said. An empty transaction makes kafkajs ask for the producer's
 * id, which fences whoever held it and ends its open transaction before it answers.
 */
export async function takeWriter(options: WriterOptions): Promise<LogWriter> {
  const own = sockets();
  let closed = false;
  const producer = kafkaClient({
    connection: options.connection,
    first: options.first,
    requestTimeoutMs: options.connection.transactionTimeoutMs,
    socketFactory: own.open,
    trouble: (event) => {
      if (!closed) options.trouble(event);
    },
  }).producer({
    transactionalId: options.identity,
    transactionTimeout: options.connection.transactionTimeoutMs,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: () => onlyGiven,
  });
  const close = async (): Promise<void> => {
    closed = true;
    await release(producer, own);
  };
  try {
    await producer.connect();
    const first = await producer.transaction();
    await first.abort();
  } catch (error) {
    await close();
    throw error;
  }
  return writer(producer, options.identity, close);
}

function onlyGiven({ message }: { readonly message: { readonly partition?: number } }): number {
  if (message.partition === undefined) throw new Error("a transaction names its partitions");
  return message.partition;
}

async function release(producer: Producer, own: Sockets): Promise<void> {
  await settled(producer.disconnect(), closeGraceMs);
  own.destroy();
}

/**
 * After any error nothing is sent any more: kafkajs would go on with sequence numbers that the broker may know already,
 * and the broker would drop the records as repeated ones without a word.
 */
function writer(producer: Producer, identity: string, close: () => Promise<void>): LogWriter {
  let dead: LogFault | null = null;
  let busy = false;

  const run = async <Result>(work: (transaction: LogTransaction) => Promise<Result>): Promise<Result> => {
    const transaction = await producer.transaction();
    const watch = { failed: null as LogFault | null, open: true };
    let result: Result;
    try {
      result = await work(transactionOf(transaction, watch));
    } catch (error) {
      if (watch.failed === null) await settled(transaction.abort(), closeGraceMs);
      throw error;
    } finally {
      watch.open = false;
    }
    // The work may have swallowed it.
    if (watch.failed !== null) throw watch.failed;
    await transaction.commit();
    return result;
  };

  return {
    transaction: async (work) => {
      if (dead !== null) throw new LogFault(dead.kind, dead.message, { cause: dead.cause });
      if (busy) throw new Error(`two transactions of ${identity} at once`);
      busy = true;
      try {
        return await run(work);
      } catch (error) {
        dead = logFault(error, `writing as ${identity}`);
        throw error instanceof LogFault || !isOwn(error) ? error : dead;
      } finally {
        busy = false;
      }
    },
    close: async () => {
      dead ??= new LogFault("failed", `the writer ${identity} was closed`);
      await close();
    },
  };
}

/** Whether kafkajs threw it: what the work itself threw reaches the caller as it is. */
function isOwn(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith("KafkaJS");
}

interface Watch {
  failed: LogFault | null;
  open: boolean;
}

function transactionOf(transaction: Transaction, watch: Watch): LogTransaction {
  const guarded = async <Result>(doing: string, act: () => Promise<Result>): Promise<Result> => {
    if (watch.failed !== null) throw watch.failed;
    if (!watch.open) throw new Error("the transaction has ended");
    try {
      return await act();
    } catch (error) {
      const fault = logFault(error, doing);
      Object.assign(watch, { failed: fault });
      throw fault;
    }
  };
  return {
    send: (place, records) =>
      guarded(`writing to ${place.topic}/${place.partition}`, () => sendAll(transaction, place, records)),
    offsets: (group, positions) =>
      guarded(`moving the offsets of ${group}`, () => sendOffsets(transaction, group, positions)),
  };
}

/**
 * The group's coordinator may have moved or be loading, which kafkajs does not wait for. Offsets, unlike records, may be
 * sent again.
 */
function sendOffsets(
  transaction: Transaction,
  group: string,
  positions: readonly LogPosition[],
): Promise<void> {
  const doing = `moving the offsets of ${group}`;
  return persist({ doing, forMs: offsetsForMs, signal: never }, () =>
    transaction.sendOffsets({ consumerGroupId: group, topics: offsetsByTopic(positions) }),
  );
}

async function sendAll(
  transaction: Transaction,
  place: LogPlace,
  records: readonly NewLogRecord[],
): Promise<number> {
  let first: number | null = null;
  for (const { records: some, compression } of requestsOf(records)) {
    const [answer] = await transaction.send({
      topic: place.topic,
      acks: allReplicas,
      compression,
      messages: some.map((record) => messageOf(record, place.partition)),
    });
    first ??= Number(answer?.baseOffset);
  }
  if (first === null) throw new Error("nothing was given to send");
  return first;
}

const appendTimeoutMs = 30_000;

export interface Appender {
  /** Rejects with what kafkajs threw. */
  append(records: readonly AppendedRecord[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Not idempotent: kafkajs' idempotence without transactions loses records after failures (a batch is given the sequence
 * of one that is in the log already). At least once is what it can do.
 */
export function appender(options: {
  readonly connection: KafkaConnection;
  /** A broker that answers. */
  readonly first: string;
  readonly trouble: TellTrouble;
}): Appender {
  const own = sockets();
  let closed = false;
  const producer = kafkaClient({
    connection: options.connection,
    first: options.first,
    requestTimeoutMs: appendTimeoutMs,
    socketFactory: own.open,
    trouble: (event) => {
      if (!closed) options.trouble(event);
    },
  }).producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  let connected: Promise<void> | null = null;
  const connect = async (): Promise<void> => {
    connected ??= producer.connect();
    try {
      await connected;
    } catch (error) {
      connected = null;
      throw error;
    }
  };
  return {
    append: async (records) => {
      await connect();
      for (const { records: some, compression } of requestsOf(records)) {
        await sendTo(producer, some, compression);
      }
    },
    close: async () => {
      closed = true;
      if (connected !== null) await settled(producer.disconnect(), closeGraceMs);
      own.destroy();
    },
  };
}

async function sendTo(
  producer: Producer,
  records: readonly AppendedRecord[],
  compression: ReturnType<typeof requestsOf>[number]["compression"],
): Promise<void> {
  const topics = new Map<string, TopicMessages>();
  for (const record of records) {
    const entry = topics.get(record.topic) ?? { topic: record.topic, messages: [] };
    topics.set(record.topic, entry);
    entry.messages.push(messageOf(record, record.partition));
  }
  await producer.sendBatch({ acks: allReplicas, compression, topicMessages: [...topics.values()] });
}
