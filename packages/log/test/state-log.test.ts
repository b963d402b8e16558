import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type LogWriter, StateFault, stateLog, type StateLogConfig } from "@tocsin/log";
import { describe, expect, test } from "vitest";
import { type MemoryCluster, memoryCluster } from "../../../test/support/memory-log/index.ts";

interface Snapshot {
  readonly numbers: readonly number[];
}

const place = { topic: "state", partition: 0 };

function opened(): MemoryCluster {
  const cluster = memoryCluster();
  cluster.createTopic(place.topic, 1);
  return cluster;
}

type More = Partial<StateLogConfig>;

const isProgress = (value: unknown): boolean => typeof value === "number";
const minutes = { owner: "me", windowMs: 60_000, format: 2, steps: {}, isProgress } as const;

const stateOn = (cluster: MemoryCluster, more: More = {}) =>
  stateLog<Snapshot, number>({ log: cluster.client(), place, ...minutes, ...more });

async function saved(
  cluster: MemoryCluster,
  saves: readonly (readonly [number, Snapshot?])[],
  more: More = {},
): Promise<LogWriter> {
  const state = stateOn(cluster, more);
  const writer = await cluster.client().writer("me");
  await state.load();
  for (const [progress, snapshot] of saves) {
    await writer.transaction(async (transaction) => {
      await state.save(transaction, progress, snapshot);
    });
  }
  return writer;
}

const odd = { numbers: [Number.NaN, -0, Infinity, -Infinity, 0.1 + 0.2, 5e-324, Number.MAX_SAFE_INTEGER] };

test("a partition that holds nothing has no state", async () => {
  expect(await stateOn(opened()).load()).toBeNull();
});

test("what was committed last is what is loaded, every number as it was", async () => {
  const cluster = opened();
  await saved(cluster, [
    [1, { numbers: [1] }],
    [2, odd],
  ]);
  const loaded = await stateOn(cluster).load();
  expect(loaded).toMatchObject({ at: 2, progress: 2 });
  expect(loaded?.snapshot.numbers.map((value, at) => Object.is(value, odd.numbers[at]))).not.toContain(false);
});

test("progress goes on without a snapshot, and both are told", async () => {
  const cluster = opened();
  await saved(cluster, [[1, odd], [5], [9]]);
  expect(await stateOn(cluster).load()).toMatchObject({ at: 1, progress: 9 });
});

test("a snapshot of many megabytes stands in several records and comes back whole", async () => {
  const cluster = opened();
  const numbers = Array.from({ length: 400_000 }, (_, at) => Math.sin(at) * at);
  await saved(cluster, [[1, { numbers }], [2]]);
  expect(cluster.records(place.topic).length).toBeGreaterThan(4);
  expect((await stateOn(cluster).load())?.snapshot.numbers).toEqual(numbers);
});

test("what was aborted is no state", async () => {
  const cluster = opened();
  const writer = await saved(cluster, [[1, { numbers: [1] }]]);
  const state = stateOn(cluster);
  await state.load();
  const failing = writer.transaction(async (transaction) => {
    await state.save(transaction, 2, { numbers: [2] });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow();
  expect(await stateOn(cluster).load()).toMatchObject({ progress: 1 });
});

test("the newest record is found behind thousands of others", async () => {
  const cluster = opened();
  const writer = await saved(cluster, [[1, { numbers: [1] }]]);
  await writer.transaction(async (transaction) => {
    for (let piece = 0; piece < 30; piece += 1) {
      const noise = Array.from({ length: 100 }, () => ({ key: "else", value: "x" }));
      await transaction.send(place, noise);
    }
  });
  expect(await stateOn(cluster).load()).toMatchObject({ progress: 1 });
});

test("where the newest snapshot was deleted in part, the one before is used, with the newest progress", async () => {
  const cluster = opened();
  await saved(cluster, [[1, { numbers: [1] }], [2, { numbers: [2] }], [3]]);
  const snapshots = cluster
    .records(place.topic)
    .filter(({ key }) => Buffer.from(key ?? []).toString() === "snapshot");
  expect(snapshots).toHaveLength(2);
  const damaged = {
    ...cluster.client(),
    reader: (from: Parameters<ReturnType<MemoryCluster["client"]>["reader"]>[0]) =>
      cluster
        .client()
        .reader(
          from.map((one) => (one.offset === snapshots[1]?.offset ? { ...one, offset: one.offset + 1 } : one)),
        ),
  };
  const state = stateOn(cluster, { log: damaged });
  expect(await state.load()).toMatchObject({ snapshot: { numbers: [1] }, at: 1, progress: 3 });
});

/** Appends the newest record once more, with some of its fields as they should not be. */
async function spoilNewest(cluster: MemoryCluster, spoil: (record: Fields) => object): Promise<void> {
  const { value } = cluster.records(place.topic).at(-1)!;
  const record = JSON.parse(Buffer.from(value ?? []).toString()) as Fields;
  const spoilt = JSON.stringify({ ...record, ...spoil(record) });
  await cluster.client().append([{ ...place, key: "progress", value: spoilt }]);
}

type Fields = Readonly<Record<string, unknown>>;

test.each<readonly [string, (record: Fields) => object]>([
  ["no snapshot", () => ({ snapshot: undefined })],
  ["no such snapshot", () => ({ snapshot: {} })],
  [
    "a snapshot without its offset",
    ({ snapshot }) => ({ snapshot: { ...(snapshot as object), offset: null } }),
  ],
  [
    "a snapshot of an unknown progress",
    ({ snapshot }) => ({ snapshot: { ...(snapshot as object), progress: [] } }),
  ],
])(
  "where the newest record names %s, the one before is used, with the newest progress",
  async (_what, spoil) => {
    const cluster = opened();
    await saved(cluster, [[1, { numbers: [1] }], [2, { numbers: [2] }], [3]]);
    await spoilNewest(cluster, spoil);
    const loaded = await stateOn(cluster).load();
    expect(loaded).toMatchObject({ snapshot: { numbers: [1] }, at: 1, progress: 3, isOlder: true });
  },
);

test("where a newer Node wrote the newest snapshot, the one before is used, with the newest progress", async () => {
  const cluster = opened();
  await saved(cluster, [[1, { numbers: [1] }]]);
  const value = gzipSync(Buffer.from([0xff, 0x7f, 0x22, 0x01, 0x61]));
  const { offset: newest } = cluster.records(place.topic).at(-1)!;
  await spoilNewest(cluster, ({ snapshot }) => {
    const sha256 = createHash("sha256").update(value).digest("hex");
    const ofNewerNode = {
      format: 2,
      offset: newest + 3,
      parts: 1,
      sha256,
      sizeBytes: value.length,
      progress: 3,
    };
    return { snapshot: ofNewerNode, previous: snapshot, progress: 3 };
  });
  await cluster.client().append([{ ...place, key: "snapshot", value }]);
  expect(cluster.records(place.topic).at(-1)?.offset).toBe(newest + 3);
  const loaded = await stateOn(cluster).load();
  expect(loaded).toMatchObject({ snapshot: { numbers: [1] }, at: 1, progress: 3, isOlder: true });
});

/** Steps that leave in the numbers which of them were taken. */
const steps = {
  2: ({ numbers }: Snapshot): Snapshot => ({ numbers: [...numbers, 2] }),
  3: ({ numbers }: Snapshot): Snapshot => ({ numbers: [...numbers, 3] }),
};

describe("a snapshot of an older format", () => {
  test("is taken through every step to the present one, and the log is left as it is", async () => {
    const cluster = opened();
    await saved(cluster, [[1, { numbers: [1] }], [7]]);
    const before = cluster.records(place.topic).length;
    const later = await stateOn(cluster, { format: 4, steps }).load();
    expect(later).toMatchObject({ snapshot: { numbers: [1, 2, 3] }, isUpgraded: true, at: 1, progress: 7 });
    expect(cluster.records(place.topic)).toHaveLength(before);
    const same = await stateOn(cluster).load();
    expect(same).toMatchObject({ snapshot: { numbers: [1] }, isUpgraded: false });
  });

  test("keeps its format while only progress is written, and beside the first one of the new format", async () => {
    const cluster = opened();
    await saved(cluster, [[1, { numbers: [1] }]]);
    await saved(cluster, [[2]], { format: 3, steps });
    expect(await stateOn(cluster, { format: 3, steps }).load()).toMatchObject({
      snapshot: { numbers: [1, 2] },
      progress: 2,
    });
    await saved(cluster, [[3, { numbers: [9] }]], { format: 3, steps });
    const newest = cluster.records(place.topic).at(-1);
    expect(JSON.parse(Buffer.from(newest?.value ?? []).toString())).toMatchObject({
      snapshot: { format: 3 },
      previous: { format: 2 },
    });
    expect(await stateOn(cluster, { format: 3, steps }).load()).toMatchObject({ snapshot: { numbers: [9] } });
  });

  test.each([
    ["intake 1, windows of 60000 ms", { format: 1 }],
    ["detector 0.2.0, state 2, windows of 60000 ms", { format: 2 }],
    ["detector 0.2.0, windows of 60000 ms", { format: 2, steps: { 1: steps[2] } }],
  ])("is found in a record as version 0.2.0 and its next wrote it: %s", async (version, more) => {
    const cluster = opened();
    await saved(cluster, [[1, { numbers: [1] }], [4]]);
    await cluster.client().append([{ ...place, key: "progress", value: asFirst(cluster, version) }]);
    const loaded = await stateOn(cluster, more).load();
    expect(loaded).toMatchObject({ at: 1, progress: 4, isUpgraded: "steps" in more });
    expect(loaded?.snapshot.numbers[0]).toBe(1);
  });
});

/** The newest record of the partition in the form of version 0.2.0. */
function asFirst(cluster: MemoryCluster, version: string): string {
  const { value } = cluster.records(place.topic).at(-1)!;
  const { owner, progress, snapshot } = JSON.parse(Buffer.from(value ?? []).toString()) as {
    readonly [name: string]: object;
  };
  const { format: _, ...reference } = snapshot as { readonly format: number };
  return JSON.stringify({ format: 1, owner, version, progress, snapshot: reference, previous: null });
}

describe("is refused, with what to do,", () => {
  const startAnew =
    /delete the topic, run tocsin topics apply and start with --warm-from TIME, which learns from the retained input and emits no alert for it$/;

  /** Code and words; the log must be as it was. */
  const refusal = async (cluster: MemoryCluster, more: More = {}): Promise<string> => {
    const before = cluster.records(place.topic);
    const told = await stateOn(cluster, more)
      .load()
      .then(
        () => "nothing",
        (error: unknown) =>
          error instanceof StateFault ? `${error.code}: ${error.message}` : "another error",
      );
    expect(cluster.records(place.topic)).toEqual(before);
    return told;
  };

  test("the state of another owner", async () => {
    const cluster = opened();
    await saved(cluster, [[1, odd]]);
    expect(await refusal(cluster, { owner: "you" })).toMatch(
      /^state-foreign: .*belongs to me, not to you.*namePrefix/,
    );
  });

  test("the state of another window length", async () => {
    const cluster = opened();
    await saved(cluster, [[1, odd]]);
    const told = await refusal(cluster, { windowMs: 30_000 });
    expect(told).toMatch(
      /^state-window-length: .*60000 ms, the configuration says 30000: set windowMs back, or /,
    );
    expect(told).toMatch(startAnew);
  });

  test("a snapshot of a newer format, also where the one before could be used", async () => {
    const cluster = opened();
    await saved(cluster, [[1, { numbers: [1] }]]);
    await saved(cluster, [[2, { numbers: [2] }]], { format: 3, steps });
    const told = await refusal(cluster);
    expect(told).toMatch(
      /^state-newer: .*has format 3, and this version of tocsin reads up to 2: run the version/,
    );
    expect(told).toMatch(startAnew);
  });

  test("a snapshot from which a step is missing on the way", async () => {
    const cluster = opened();
    await saved(cluster, [[1, { numbers: [1] }]]);
    const told = await refusal(cluster, { format: 4, steps: { 3: steps[3] } });
    expect(told).toMatch(
      /^state-outdated: .*has format 2, which .* cannot make one of format 4: run the version/,
    );
    expect(told).toMatch(startAnew);
  });

  test("a record of a newer form", async () => {
    const cluster = opened();
    await cluster.client().append([{ ...place, key: "progress", value: '{"format":99}' }]);
    const told = await refusal(cluster);
    expect(told).toMatch(
      /^state-newer: .*has format 99, and this version of tocsin reads up to 2: run the version/,
    );
    expect(told).toMatch(startAnew);
  });

  test.each([
    '{"format":1,"version":"recorder 7"}',
    '{"format":1,"version":{"toString":""},"owner":"me","progress":{}}',
    '{"format":1,"version":"intake 1, windows of 60000 ms"}',
    '{"format":2}',
    '{"format":2,"owner":"me","windowMs":60000,"progress":{},"snapshot":null}',
    "{}",
    "nonsense",
    "null",
    "[]",
  ])("what is no state: %s", async (value) => {
    const cluster = opened();
    await cluster.client().append([{ ...place, key: "progress", value }]);
    const told = await refusal(cluster);
    expect(told).toMatch(/^state-unreadable: /);
    expect(told).toMatch(startAnew);
  });

  test("a state whose snapshots are all gone", async () => {
    const cluster = opened();
    await saved(cluster, [[1, odd], [2]]);
    const last = cluster.records(place.topic).at(-1);
    cluster.deleteBefore(place, last?.offset ?? 0);
    const told = await refusal(cluster);
    expect(told).toMatch(/^state-damaged: .*retention\.bytes/);
    expect(told).toMatch(startAnew);
  });
});
