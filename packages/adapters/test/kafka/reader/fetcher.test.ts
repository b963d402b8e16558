import type { LogDelivery, LogPosition } from "@tocsin/log";
import { afterEach, expect, test, vi } from "vitest";
import type { Cluster } from "../../../src/kafka/client/cluster.ts";
import type { KafkaBroker, MetadataAnswer, ProtocolCall } from "../../../src/kafka/client/internals.ts";
import { fetcher, type Fetcher } from "../../../src/kafka/reader/fetcher.ts";
import { reader } from "../../../src/kafka/reader/reader.ts";
import { batchOf, values } from "../support/batches.ts";

const place = { topic: "telemetry", partition: 0 };
const codes = { offsetOutOfRange: 1, notLeader: 6, fencedEpoch: 74 } as const;

/** What one broker has of the partition: texts, and who wrote them. */
interface Stored {
  topicId: string;
  leaderEpoch: number;
  records: readonly { readonly text: string; readonly epoch: number }[];
}

/** A broker that answers requests for metadata, records, ends of epochs and first offsets from what it has. */
function clusterOf(stored: Stored): Cluster {
  const metadata = (): MetadataAnswer => ({
    brokers: [{ nodeId: 1, host: "broker", port: 9092 }],
    topicMetadata: [
      {
        topicErrorCode: 0,
        topic: place.topic,
        topicId: stored.topicId,
        partitionMetadata: [
          {
            partitionErrorCode: 0,
            partitionId: 0,
            leader: 1,
            leaderEpoch: stored.leaderEpoch,
            replicas: [1],
          },
        ],
      },
    ],
  });
  const broker = {
    versions: { 23: { maxVersion: 4 } },
    connectionPool: {
      send: async ({ request }: ProtocolCall<unknown>) => {
        const { buffer } = (await request.encode()) as { readonly buffer: Buffer };
        return request.apiKey === 1 ? await fetched(stored, buffer) : endOfEpoch(stored, buffer);
      },
    },
    listOffsets: async () =>
      await Promise.resolve({
        responses: [{ topic: place.topic, partitions: [{ partition: 0, offset: "0" }] }],
      }),
  } as unknown as KafkaBroker;
  return {
    contact: async () => await Promise.resolve("broker:9092"),
    metadata: async () => await Promise.resolve(metadata()),
    broker: async () => await Promise.resolve(broker),
    coordinator: async () => await Promise.resolve(broker),
    drop: () => undefined,
    close: async () => await Promise.resolve(),
  };
}

/** Where a fetch request of version 11 for this one partition has them. */
const fetchFields = { epoch: 4 + 4 + 4 + 4 + 1 + 4 + 4 + 4 + 2 + place.topic.length + 4 + 4 } as const;

async function fetched(stored: Stored, request: Buffer) {
  const epoch = request.readInt32BE(fetchFields.epoch);
  const offset = Number(request.readBigInt64BE(fetchFields.epoch + 4));
  const end = stored.records.length;
  const isFenced = epoch >= 0 && epoch < stored.leaderEpoch;
  const errorCode = isFenced ? codes.fencedEpoch : offset > end ? codes.offsetOutOfRange : 0;
  const batches = errorCode === 0 && offset < end ? await batchAt(stored, offset) : Buffer.alloc(0);
  await new Promise((resolve) => setTimeout(resolve, 2));
  const partition = { ...place, errorCode, highWatermark: end, lastStableOffset: end, aborted: [], batches };
  return { clientSideThrottleTime: 0, errorCode: 0, partitions: [partition] };
}

async function batchAt({ records }: Stored, offset: number): Promise<Buffer> {
  const batch = await batchOf(values(records[offset]!.text), { firstOffset: offset });
  batch.writeInt32BE(records[offset]!.epoch, 12);
  return batch;
}

function endOfEpoch({ records, leaderEpoch }: Stored, request: Buffer) {
  const [current, asked] = [request.readInt32BE(request.length - 8), request.readInt32BE(request.length - 4)];
  if (current < leaderEpoch) return { errorCode: codes.fencedEpoch, endOffset: -1 };
  const later = records.findIndex(({ epoch }) => epoch > asked);
  return { errorCode: 0, endOffset: later < 0 ? records.length : later };
}

const open: Fetcher[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  vi.restoreAllMocks();
});

function reading(stored: Stored, from: Omit<LogPosition, "topic" | "partition">) {
  const fetching = fetcher({ cluster: clusterOf(stored), trouble: () => undefined });
  open.push(fetching);
  return reader(fetching, [{ ...place, ...from }], 67_108_864);
}

/** Longer than a busy machine stands still; what is there is delivered at once. */
const patienceMs = 30_000;

const written = (epoch: number, ...texts: readonly string[]) => texts.map((text) => ({ text, epoch }));

const said = (delivery: LogDelivery | null): unknown => {
  if (delivery?.kind !== "records") return delivery;
  return delivery.records.map(({ value }) => Buffer.from(value ?? []).toString());
};

const cutBack = { kind: "gap", place, reason: "cut-back", expectedOffset: 3, nextOffset: 1 };
const madeAnew = { kind: "gap", place, reason: "made-anew", expectedOffset: 3, nextOffset: 0 };

test("a partition that was cut back and written on while it is read is told, and read on from where it was cut", async () => {
  const stored: Stored = { topicId: "one", leaderEpoch: 4, records: written(4, "a", "b", "c") };
  const reader = reading(stored, { offset: 0 });
  for (const text of ["a", "b", "c"]) expect(said(await reader.next(patienceMs))).toEqual([text]);
  stored.leaderEpoch = 5;
  stored.records = [...written(4, "a"), ...written(5, "x", "y", "z")];
  expect(said(await reader.next(patienceMs))).toEqual(cutBack);
  for (const text of ["x", "y", "z"]) expect(said(await reader.next(patienceMs))).toEqual([text]);
  expect(reader.mark(place)).toEqual({ topicId: "one", epoch: 5 });
});

test("the same where it happened while nobody read, by the mark that was kept", async () => {
  const records = [...written(4, "a"), ...written(5, "x", "y", "z")];
  const stored: Stored = { topicId: "one", leaderEpoch: 5, records };
  const reader = reading(stored, { offset: 3, mark: { topicId: "one", epoch: 4 } });
  expect(said(await reader.next(patienceMs))).toEqual(cutBack);
  expect(said(await reader.next(patienceMs))).toEqual(["x"]);
});

test("a new leader that has all of it is gone on with in silence", async () => {
  const stored: Stored = { topicId: "one", leaderEpoch: 4, records: written(4, "a", "b", "c") };
  const reader = reading(stored, { offset: 0 });
  for (const text of ["a", "b", "c"]) expect(said(await reader.next(patienceMs))).toEqual([text]);
  stored.leaderEpoch = 7;
  stored.records = [...stored.records, ...written(7, "d")];
  expect(said(await reader.next(patienceMs))).toEqual(["d"]);
});

test("a topic that was made anew is read from its beginning, whether it is longer by now or shorter", async () => {
  for (const texts of [["x", "y", "z", "more"], ["x"]]) {
    const stored: Stored = { topicId: "other", leaderEpoch: 0, records: written(0, ...texts) };
    const reader = reading(stored, { offset: 3, mark: { topicId: "one", epoch: 4 } });
    expect(said(await reader.next(patienceMs))).toEqual(madeAnew);
    expect(said(await reader.next(patienceMs))).toEqual(["x"]);
    expect(reader.mark(place)).toEqual({ topicId: "other", epoch: 0 });
  }
});

test("a topic that is made anew while it is read, and is shorter, is told as that", async () => {
  const stored: Stored = { topicId: "one", leaderEpoch: 0, records: written(0, "a", "b", "c") };
  const reader = reading(stored, { offset: 0 });
  for (const text of ["a", "b", "c"]) expect(said(await reader.next(patienceMs))).toEqual([text]);
  Object.assign(stored, { topicId: "other", records: written(0, "x") });
  expect(said(await reader.next(patienceMs))).toEqual(madeAnew);
  expect(said(await reader.next(patienceMs))).toEqual(["x"]);
});

test.each([5, 10, 15, 20, 25, 30, 40, 50])(
  "a rest that ends while it is decided what to do is over, where %i ms pass between two looks at the clock",
  async (betweenMs) => {
    const clock = performance.now.bind(performance);
    let passedMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => clock() + (passedMs += betweenMs));
    const stored: Stored = { topicId: "one", leaderEpoch: 4, records: written(4, "a") };
    const reader = reading(stored, { offset: 0 });
    expect(said(await reader.next(patienceMs))).toEqual(["a"]);
    stored.leaderEpoch = 5;
    stored.records = [...stored.records, ...written(5, "b")];
    expect(said(await reader.next(patienceMs))).toEqual(["b"]);
  },
);
