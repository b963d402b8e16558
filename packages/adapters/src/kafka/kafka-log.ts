/** The log on Apache Kafka: what the port promises, put together of the modules beside this file. */
import type {
  AppendedRecord,
  JoinOptions,
  Log,
  LogMembership,
  LogPlace,
  LogReader,
  LogWriter,
} from "@tocsin/log";
import type { ResolvedKafka } from "../config/resolved-configuration.ts";
import { cluster } from "./client/cluster.ts";
import { kafkaConnection, type KafkaConnection } from "./client/connection.ts";
import { type KafkaBroker } from "./client/internals.ts";
import { firstOffset, leaderOf, offsetAtTime, partitionCounts, stableEnd } from "./client/partitions.ts";
import { persist } from "./faults/persist.ts";
import { type TellTrouble } from "./faults/trouble.ts";
import { membership } from "./membership/membership.ts";
import { fetcher } from "./reader/fetcher.ts";
import { reader } from "./reader/reader.ts";
import { topicAdmin, type TopicAdmin } from "./topic-admin.ts";
import { type Appender, appender, takeWriter } from "./writer/producers.ts";

export interface KafkaLogOptions {
  readonly connection: KafkaConnection;
  /** Told of retries and lost connections. The log writes to no output of its own. */
  readonly trouble?: TellTrouble;
}

/** A silent broker is given up after this; then another may lead what it led. */
const requestTimeoutMs = 10_000;

/** The log on Apache Kafka 2.3 or newer. It connects when it is first used. */
export function kafkaLog({ connection, trouble = () => {} }: KafkaLogOptions): Log {
  const brokers = cluster({ connection, requestTimeoutMs, trouble });
  const fetching = fetcher({ cluster: brokers, trouble });
  const ending = new AbortController();
  const open = new Set<{ close(): Promise<void> }>();
  let appending: Appender | null = null;

  const trying = <Result>(doing: string, attempt: () => Promise<Result>): Promise<Result> =>
    persist({ doing, forMs: connection.connectTimeoutMs, signal: ending.signal }, attempt);

  const atLeader = (
    place: LogPlace,
    ask: (broker: KafkaBroker, place: LogPlace) => Promise<number>,
  ): Promise<number> =>
    trying(`asking for offsets of ${place.topic}/${place.partition}`, async () =>
      ask(await leaderOf(brokers, place), place),
    );

  const kept = <Item extends { close(): Promise<void> }>(item: Item): Item => {
    open.add(item);
    const close = async (): Promise<void> => {
      open.delete(item);
      await item.close();
    };
    return { ...item, close };
  };

  return {
    partitionCounts: (topics) => trying(`looking for topics`, () => partitionCounts(brokers, topics)),
    span: async (place) => ({
      first: await atLeader(place, firstOffset),
      end: await atLeader(place, stableEnd),
    }),
    offsetAt: async (place, timeMs) => {
      const found = await atLeader(place, (broker) => offsetAtTime(broker, place, timeMs));
      return found >= 0 ? found : atLeader(place, stableEnd);
    },
    reader: (from): LogReader => kept(reader(fetching, from, connection.maxBatchBytes)),
    writer: async (identity): Promise<LogWriter> => {
      const doing = `taking over ${identity}`;
      const first = await trying(doing, () => brokers.contact());
      const persistence = { doing, forMs: connection.connectTimeoutMs, signal: ending.signal };
      return persist({ ...persistence, keepsWaiting: true }, async () =>
        kept(await takeWriter({ connection, first, identity, trouble })),
      );
    },
    append: (records: readonly AppendedRecord[]) =>
      trying("appending", async () => {
        appending ??= kept(appender({ connection, first: await brokers.contact(), trouble }));
        await appending.append(records);
      }),
    join: (options: JoinOptions): LogMembership => {
      const member = membership({ connection, trouble, ...options });
      const { close: leave } = kept({ close: () => member.leave() });
      return { ...member, leave };
    },
    close: async () => {
      ending.abort();
      fetching.close();
      await Promise.all([...open].map((item) => item.close()));
      await brokers.close();
    },
  };
}

/** How processes come to Kafka: tests hand in a log in memory. */
export interface KafkaCluster {
  /** Lost connections and retries are waited for, and told where there is someone to tell. */
  readonly log: (kafka: ResolvedKafka, trouble?: TellTrouble) => Log;
  readonly admin: (kafka: ResolvedKafka) => TopicAdmin;
}

/** The brokers that the configuration names. */
export const kafkaCluster: KafkaCluster = {
  log: (kafka, trouble) =>
    kafkaLog({ connection: kafkaConnection(kafka), ...(trouble === undefined ? {} : { trouble }) }),
  admin: (kafka) => topicAdmin(kafkaConnection(kafka)),
};
