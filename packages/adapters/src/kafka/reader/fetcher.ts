/** The fetch requests of all readers of a log: one at a time to each broker, for what has room. */
import type { LogMark } from "@tocsin/log";
import { type Cluster } from "../client/cluster.ts";
import {
  consumerReplica,
  createErrorFromCode,
  errorCodes,
  fetchRequest,
  type KafkaBroker,
  readCommitted,
} from "../client/internals.ts";
import { endOfEpoch } from "../client/metadata.ts";
import { firstOffset, placeKey } from "../client/partitions.ts";
import { fetchAnswer, type FetchAnswer, type PartitionAnswer } from "../decode/committed-records.ts";
import { errorType, isConnectionTrouble, logFault } from "../faults/log-fault.ts";
import { backoffMs } from "../faults/persist.ts";
import { type TellTrouble } from "../faults/trouble.ts";
import { type Asked, type Feed } from "./feed.ts";
import { leaders } from "./leaders.ts";

/** How long a broker holds a request when nothing is new. A partition that gets room waits at most that long. */
const longestWaitMs = 100;
const shortestWaitMs = 5;
const answerBytes = 8 * 1024 * 1024;
/** Shared out among the partitions, so that memory does not grow with their number. */
const allPartitionsBytes = 16 * 1024 * 1024;
const partitionBytes = { least: 64 * 1024, most: 1024 * 1024 };
const leaderlessPauseMs = 100;
/** A topic that was made anew in between two requests answers as if it were the one before, until it is asked about. */
const refreshEveryMs = 30_000;
/** In a request: whoever leads. */
const anyEpoch = -1;

/** Asks the brokers for what all readers of a log have room for: one request at a time to each broker. */
export interface Fetcher {
  add(feed: Feed, changed: () => void): void;
  remove(feed: Feed): void;
  /** Something has room again. */
  wake(): void;
  close(): void;
}

export interface FetcherOptions {
  readonly cluster: Cluster;
  readonly trouble: TellTrouble;
}

export function fetcher(options: FetcherOptions): Fetcher {
  return new FetchLoop(options);
}

class FetchLoop implements Fetcher {
  readonly #cluster: Cluster;
  readonly #trouble: TellTrouble;
  readonly #leaders: ReturnType<typeof leaders>;
  readonly #feeds = new Map<Feed, () => void>();
  readonly #asked = new Set<number>();
  #refreshing = false;
  #refreshFailures = 0;
  #refreshedAtMs = 0;
  #turn = 0;
  #woken = false;
  #closed = false;
  #restTimer: NodeJS.Timeout | undefined;
  #refreshTimer: NodeJS.Timeout | undefined;

  constructor({ cluster, trouble }: FetcherOptions) {
    this.#cluster = cluster;
    this.#trouble = trouble;
    this.#leaders = leaders(cluster);
  }

  add(feed: Feed, changed: () => void): void {
    this.#feeds.set(feed, changed);
    this.wake();
  }

  remove(feed: Feed): void {
    this.#feeds.delete(feed);
  }

  wake(): void {
    if (this.#woken || this.#closed) return;
    this.#woken = true;
    queueMicrotask(() => {
      this.#woken = false;
      this.#pump();
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#restTimer);
    clearTimeout(this.#refreshTimer);
    this.#feeds.clear();
  }

  /** Wakes when the first of the resting feeds has rested. */
  #wakeAfterRest(nowMs: number): void {
    let first = Number.POSITIVE_INFINITY;
    for (const feed of this.#feeds.keys()) {
      const untilMs = feed.restsUntilMs();
      if (untilMs > nowMs) first = Math.min(first, untilMs);
    }
    clearTimeout(this.#restTimer);
    if (Number.isFinite(first)) this.#restTimer = setTimeout(() => this.wake(), first - nowMs);
  }

  #pump(): void {
    if (this.#closed) return;
    // One look at the clock: a rest that ended between two would neither be over nor be waited for.
    const nowMs = performance.now();
    const byBroker = new Map<number, Map<string, Feed>>();
    let leaderless = false;
    for (const feed of this.#inTurn(nowMs)) {
      const leader = this.#leaders.of(feed.place);
      if (leader === null) {
        leaderless = true;
        continue;
      }
      if (this.#isOther(feed)) {
        void this.#compare(feed);
        continue;
      }
      if (this.#asked.has(leader)) continue;
      const feeds = byBroker.get(leader) ?? new Map<string, Feed>();
      byBroker.set(leader, feeds);
      // A request may name a partition once: another reader of the same has its turn next.
      const key = placeKey(feed.place);
      if (!feeds.has(key)) feeds.set(key, feed);
    }
    for (const [nodeId, feeds] of byBroker) void this.#ask(nodeId, [...feeds.values()]);
    const isOld = nowMs - this.#refreshedAtMs > refreshEveryMs;
    if (leaderless || (isOld && this.#feeds.size > 0)) void this.#refresh();
    this.#wakeAfterRest(nowMs);
  }

  /** Feeds with room, each time beginning with another one: brokers fill their answers from the front. */
  #inTurn(nowMs: number): readonly Feed[] {
    const wanting = [...this.#feeds.keys()].filter((feed) => feed.wants(nowMs));
    this.#turn += 1;
    const first = wanting.length === 0 ? 0 : this.#turn % wanting.length;
    return [...wanting.slice(first), ...wanting.slice(0, first)];
  }

  async #refresh(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    let waitMs: number | null = null;
    try {
      const feeds = [...this.#feeds.keys()];
      await this.#leaders.refresh(feeds);
      this.#refreshedAtMs = performance.now();
      this.#refreshFailures = 0;
      if (feeds.some((feed) => this.#leaders.of(feed.place) === null)) waitMs = leaderlessPauseMs;
    } catch (error) {
      waitMs = backoffMs(this.#refreshFailures);
      this.#refreshFailures += 1;
      this.#failed("metadata-failed", error, [...this.#feeds.keys()]);
    }
    this.#tellReaders();
    if (waitMs === null) {
      this.#refreshing = false;
      this.wake();
      return;
    }
    if (this.#closed) return;
    this.#refreshTimer = setTimeout(() => {
      this.#refreshing = false;
      this.wake();
    }, waitMs);
  }

  async #ask(nodeId: number, feeds: readonly Feed[]): Promise<void> {
    this.#asked.add(nodeId);
    const sentAtMs = Date.now();
    const offsets = feeds.map((feed) => feed.fetchOffset());
    const logs = feeds.map((feed) => this.#leaders.log(feed.place));
    let broker: KafkaBroker | undefined;
    try {
      broker = await this.#cluster.broker(nodeId);
      const answer = await this.#fetch(broker, { nodeId, feeds, offsets, logs });
      if (answer.errorCode !== 0) throw createErrorFromCode(answer.errorCode);
      for (const part of answer.partitions) {
        const index = feeds.findIndex(({ place }) => isOf(part, place));
        const feed = feeds[index];
        const [offset, log] = [offsets[index], logs[index]];
        if (feed === undefined || offset === undefined || log === undefined) continue;
        if (this.#feeds.has(feed)) this.#take(feed, part, { offset, sentAtMs, log });
      }
    } catch (error) {
      if (broker !== undefined && isConnectionTrouble(error)) this.#cluster.drop(broker);
      this.#leaders.forgetBroker(nodeId);
      this.#failed("fetch-failed", error, feeds);
    }
    this.#asked.delete(nodeId);
    this.wake();
  }

  #fetch(
    broker: KafkaBroker,
    asked: {
      readonly nodeId: number;
      readonly feeds: readonly Feed[];
      readonly offsets: readonly number[];
      readonly logs: readonly LogMark[];
    },
  ): Promise<FetchAnswer> {
    const maxBytes = this.#partitionBytes();
    return broker.connectionPool.send({
      request: fetchRequest({
        replicaId: consumerReplica,
        maxWaitTime: this.#waitMs(asked.nodeId),
        minBytes: 1,
        maxBytes: answerBytes,
        isolationLevel: readCommitted,
        topics: asked.feeds.map(({ place }, index) => ({
          topic: place.topic,
          partitions: [
            {
              partition: place.partition,
              currentLeaderEpoch: asked.logs[index]?.epoch ?? anyEpoch,
              fetchOffset: String(asked.offsets[index]),
              maxBytes,
            },
          ],
        })),
      }),
      response: {
        decode: (payload) => Promise.resolve(fetchAnswer(payload)),
        parse: (answer) => Promise.resolve(answer),
      },
    });
  }

  /**
   * Where a partition of this broker has no room, the broker must not hold the request for long: the partition may get
   * room at once. So the wait is as long as it has had none, and a slow caller is not asked for in a tight loop.
   */
  #waitMs(nodeId: number): number {
    const nowMs = performance.now();
    let waitMs = longestWaitMs;
    for (const feed of this.#feeds.keys()) {
      const since = feed.fullSinceMs();
      if (since === null || this.#leaders.of(feed.place) !== nodeId) continue;
      waitMs = Math.min(waitMs, Math.max(shortestWaitMs, nowMs - since));
    }
    return waitMs;
  }

  #partitionBytes(): number {
    const share = Math.floor(allPartitionsBytes / Math.max(1, this.#feeds.size));
    return Math.max(partitionBytes.least, Math.min(partitionBytes.most, share));
  }

  #take(feed: Feed, answer: PartitionAnswer, asked: Asked): void {
    if (answer.errorCode === 0) {
      feed.take(answer, asked);
      this.#feeds.get(feed)?.();
      return;
    }
    if (answer.errorCode === errorCodes.offsetOutOfRange) {
      void this.#skipGap(feed, asked.offset);
      return;
    }
    const error = createErrorFromCode(answer.errorCode);
    this.#leaders.forget(feed.place);
    this.#failed("fetch-failed", error, [feed]);
  }

  /** Whether the topic is another one than it was read of, or a leader is new whose log may lack what was read. */
  #isOther(feed: Feed): boolean {
    const [now, read] = [this.#leaders.log(feed.place), feed.fetchMark()];
    if (isOtherTopic(read, now)) return true;
    return read.epoch !== null && now.epoch !== null && now.epoch !== feed.comparedEpoch();
  }

  async #compare(feed: Feed): Promise<void> {
    const [now, read, from] = [this.#leaders.log(feed.place), feed.fetchMark(), feed.fetchOffset()];
    await this.#atLeader(feed, async (broker) => {
      if (isOtherTopic(read, now)) {
        feed.skipTo(await firstOffset(broker, feed.place), { from, reason: "made-anew", now });
        return;
      }
      const { epoch } = read;
      const current = now.epoch ?? anyEpoch;
      const end = epoch === null ? null : await endOfEpoch(broker, feed.place, { epoch, current });
      if (end !== null && end < from) feed.skipTo(end, { from, reason: "cut-back", now });
      else if (feed.fetchOffset() === from) feed.compared(current);
    });
  }

  /**
   * Reads on where the log begins now: never at its end, which would pass over records that are there. A topic that is
   * another one by now, or was cut back, is read on as such.
   */
  async #skipGap(feed: Feed, from: number): Promise<void> {
    await this.#atLeader(feed, async (broker) => {
      await this.#leaders.refresh([feed]);
      if (this.#isOther(feed)) return;
      const first = await firstOffset(broker, feed.place);
      const reason = first < from ? "made-anew" : "deleted";
      feed.skipTo(first, { from, reason, now: this.#leaders.log(feed.place) });
    });
  }

  /** Asks the partition's leader about it; meanwhile nothing is fetched of it. */
  async #atLeader(feed: Feed, ask: (broker: KafkaBroker) => Promise<void>): Promise<void> {
    feed.rest(Number.POSITIVE_INFINITY);
    try {
      const nodeId = this.#leaders.of(feed.place);
      if (nodeId === null) throw createErrorFromCode(errorCodes.notLeader);
      await ask(await this.#cluster.broker(nodeId));
      feed.rest(0);
    } catch (error) {
      this.#leaders.forget(feed.place);
      this.#failed("fetch-failed", error, [feed]);
    }
    this.#feeds.get(feed)?.();
    this.wake();
  }

  /** Tells of it, and rests the feeds. What will not pass by itself is thrown by their readers. */
  #failed(name: string, error: unknown, feeds: readonly Feed[]): void {
    if (this.#closed) return;
    const fault = logFault(error, "reading");
    const nowMs = performance.now();
    for (const feed of feeds) {
      if (fault.kind === "refused") feed.fail(fault);
      feed.rest(nowMs + backoffMs(feed.failures()));
    }
    const place = feeds.length === 1 ? feeds[0]?.place : undefined;
    this.#trouble({ name, message: errorType(error) ?? fault.message, ...place });
    this.#tellReaders();
    this.wake();
  }

  #tellReaders(): void {
    for (const changed of this.#feeds.values()) changed();
  }
}

const isOtherTopic = (one: LogMark, other: LogMark): boolean =>
  one.topicId !== null && other.topicId !== null && one.topicId !== other.topicId;

function isOf(
  answer: PartitionAnswer,
  place: { readonly topic: string; readonly partition: number },
): boolean {
  return answer.partition === place.partition && answer.topic === place.topic;
}
