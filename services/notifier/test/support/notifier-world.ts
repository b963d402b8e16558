import { type AlertData, type NotifyRoute, topicNames } from "@tocsin/contracts";
import type { Log } from "@tocsin/log";
import { alert } from "../../../../packages/adapters/test/support/evidence.ts";
import { instantWait, memoryCluster, type MemoryCluster } from "../../../../test/support/memory-log/index.ts";
import { progressKey, progressValue } from "../../src/book/incident-record.ts";
import type { NotifierInstrumentation } from "../../src/instrumentation.ts";
import type { NotifierOptions } from "../../src/notifier-options.ts";
import type { Sink } from "../../src/sinks/sink.ts";
import type { Clock } from "../../src/telling/clock.ts";

const { incidents, acknowledgements, notifierState, deadLetters } = topicNames;
export const topics = { incidents, acknowledgements, notifierState, deadLetters };

/** 2021-10-04T15:42:30Z: when the alerts of `alert` come. */
const startMs = Date.parse("2021-10-04T15:43:00Z");

export function emptyCluster(): MemoryCluster {
  const cluster = memoryCluster({ wait: instantWait, maxBatchRecords: 3 });
  for (const topic of Object.values(topics)) cluster.createTopic(topic, 1);
  return cluster;
}

export async function say(cluster: MemoryCluster, ...changes: readonly Partial<AlertData>[]): Promise<void> {
  const client = cluster.client();
  await client.append(
    changes.map((change) => ({
      topic: incidents,
      partition: 0,
      key: change.incident ?? "c0ffee",
      value: JSON.stringify(alert(change)),
    })),
  );
  await client.close();
}

/** As after a start at which there was no alert: what comes after is news, whenever the notifier starts again. */
export async function startedBefore(cluster: MemoryCluster): Promise<void> {
  const client = cluster.client();
  const value = progressValue({ "0": 0 });
  await client.append([{ topic: notifierState, partition: 0, key: progressKey, value }]);
  await client.close();
}

export async function takeCare(cluster: MemoryCluster, incident: string, by: string | null): Promise<void> {
  const client = cluster.client();
  const value = by === null ? null : JSON.stringify({ v: 1, incident, at: "2021-10-04T15:50:00Z", by });
  await client.append([{ topic: acknowledgements, partition: 0, key: incident, value }]);
  await client.close();
}

/** Time that moves when the test says so; who waits looks again as soon as everybody else has had a turn. */
export function handClock(): Clock & { readonly advance: (byMs: number) => void } {
  const time = { nowMs: startMs };
  return {
    nowMs: () => time.nowMs,
    elapsedMs: () => time.nowMs,
    pause: async (forMs, stop, or) => {
      const endMs = time.nowMs + forMs;
      const wait = { isOver: false };
      const over = (): void => {
        wait.isOver = true;
      };
      or?.then(over, over);
      while (time.nowMs < endMs && !stop.aborted && !wait.isOver) await instantWait();
    },
    advance: (byMs) => {
      time.nowMs += byMs;
    },
  };
}

const nothing = (): void => undefined;

const silent: NotifierInstrumentation = {
  role: nothing,
  processed: nothing,
  sent: nothing,
  failed: nothing,
  givenUp: nothing,
  doubted: nothing,
  waiting: nothing,
  listening: nothing,
  handed: nothing,
  unread: nothing,
  troubled: nothing,
  aside: nothing,
};

export function optionsOf(
  log: Log,
  sinks: readonly Sink[],
  change: {
    readonly clock?: Clock;
    readonly routes?: readonly NotifyRoute[];
    readonly instrumentation?: Partial<NotifierInstrumentation>;
    readonly topology?: NotifierOptions["topology"];
  } = {},
): NotifierOptions {
  return {
    log,
    sinks,
    configuration: { topics, kafka: { namePrefix: "tocsin", sessionTimeoutMs: 1 } },
    topology: change.topology ?? null,
    routes: change.routes ?? [{ sinks: sinks.map(({ name }) => name) }],
    clock: change.clock ?? handClock(),
    instrumentation: { ...silent, ...change.instrumentation },
  };
}

/** What the notifier would remember if it began now. */
export function memoryOf(cluster: MemoryCluster): ReadonlyMap<string, unknown> {
  const newest = new Map<string, unknown>();
  for (const { key, value } of cluster.records(notifierState)) {
    const name = Buffer.from(key ?? []).toString("utf8");
    if (value === null) newest.delete(name);
    else newest.set(name, JSON.parse(Buffer.from(value).toString("utf8")));
  }
  return newest;
}
