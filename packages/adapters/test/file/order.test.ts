import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { PassThrough } from "node:stream";
import { createGzip, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRecordings, type RecordedMessage, type RecordingItem } from "../../src/file/index.ts";
import { fileWith, lineOf, readAll, stdinOf, summary } from "../support/recordings.ts";

const startMs = 1_633_362_000_000;
const minuteMs = 60_000;
const partitions = [0, 1, 2];

interface Line {
  readonly partition: number;
  readonly offset: number;
  readonly ts: number;
  readonly text: string;
}

/** A minute's reading of each partition for some hours, in the order of arrival. */
const day: readonly Line[] = Array.from({ length: 300 }, (_, minute) =>
  partitions.map((partition) => {
    const ts = startMs + minute * minuteMs + partition;
    return { partition, offset: minute, ts, text: lineOf(ts, { partition, offset: minute }) };
  }),
).flat();

const ofPartition = (lines: readonly Line[], partition: number): readonly Line[] =>
  lines.filter((line) => line.partition === partition);
const inBlocks = (lines: readonly Line[]): readonly Line[] =>
  partitions.flatMap((partition) => ofPartition(lines, partition));
const textOf = (lines: readonly Line[]): string => `${lines.map(({ text }) => text).join("\n")}\n`;
const messagesOf = (items: readonly RecordingItem[]): readonly RecordedMessage[] =>
  items.filter((item) => item.kind === "message");
const places = (items: readonly RecordingItem[]): readonly string[] =>
  messagesOf(items).map(({ partition, offset }) => `${partition}:${offset}`);
const inArrival = day.map(({ partition, offset }) => `${partition}:${offset}`);

const spools = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith("tocsin-spool-"));

describe("partitions one after another", () => {
  const blocks = textOf(inBlocks(day));

  test.each([
    ["in a plain file", blocks],
    ["in a gzip file", gzipSync(blocks)],
    ["in a zstd file", zstdCompressSync(blocks)],
  ])("%s are merged by arrival, line by line, and keep their line numbers", async (_name, content) => {
    const items = await readAll([fileWith("blocks", content)]);
    expect(places(items)).toEqual(inArrival);
    expect(
      messagesOf(items)
        .map(({ line }) => line)
        .toSorted((a, b) => a - b),
    ).toEqual(day.map((_, at) => at + 1));
    expect(messagesOf(items).find(({ partition, offset }) => partition === 2 && offset === 7)?.line).toBe(
      608,
    );
  });

  test("in several files are merged over all files", async () => {
    const one = fileWith("one", textOf([...ofPartition(day, 2), ...ofPartition(day, 0)]));
    const two = fileWith("two", gzipSync(textOf(ofPartition(day, 1))));
    expect(places(await readAll([one, two]))).toEqual(inArrival);
  });

  test("on standard input are told from the third line on, with what helps", async () => {
    const items = await readAll(["-"], stdinOf(Buffer.from(blocks)));
    expect(items.at(-1)).toMatchObject({ kind: "failed", code: "file-disorder", file: "-" });
    expect(items.at(-1)).toMatchObject({ reason: expect.stringContaining("--unordered") as string });
  });

  test("on standard input are merged where that is asked for", async () => {
    for (const content of [Buffer.from(blocks), gzipSync(blocks)]) {
      const items: RecordingItem[] = [];
      const stdin = stdinOf(content.subarray(0, 1000), content.subarray(1000));
      for await (const batch of readRecordings(["-"], { stdin, unordered: true })) items.push(...batch.items);
      expect(places(items)).toEqual(inArrival);
    }
  });

  test("leave nothing on disk, also where the reader stops early", async () => {
    const before = spools();
    const path = fileWith("spooled.gz", gzipSync(blocks));
    await readAll([path]);
    for await (const batch of readRecordings([path], { stdin: stdinOf() })) if (batch.items.length > 0) break;
    for await (const _ of readRecordings([path], { stdin: stdinOf() })) break;
    expect(spools()).toEqual(before);
    expect(existsSync(path)).toBe(true);
  });

  test("of a file cut in its packed bytes are merged as far as they go, and the cut is told", async () => {
    const noisy = inBlocks(day).map((line) => ({
      ...line,
      text: line.text.replace("whatsapp", `w${(line.ts * 7919) % 1e9}`),
    }));
    const packed = gzipSync(textOf(noisy));
    const items = await readAll([fileWith("cut.gz", packed.subarray(0, packed.length - 40))]);
    const rejected = items.filter((item) => item.kind === "rejected");
    expect(rejected).toMatchObject([{ code: "gzip-truncated" }]);
    const arrivals = messagesOf(items).map(({ arrivalMs }) => arrivalMs);
    expect(arrivals.length).toBeGreaterThan(800);
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
  });
});

test("a packed stream that turns out to be in blocks is let go of, though its writer goes on", async () => {
  const stream = new PassThrough();
  const packer = createGzip();
  packer.pipe(stream);
  packer.write(textOf(inBlocks(day)));
  packer.flush();
  const items: RecordingItem[] = [];
  for await (const batch of readRecordings(["-"], { stdin: stream })) {
    items.push(...batch.items);
    if (items.some((item) => item.kind === "failed")) break;
  }
  expect(items.at(-1)).toMatchObject({ code: "file-disorder" });
  expect(stream.destroyed).toBe(true);
  packer.destroy();
});

test("a stream in order is given as it flows, before it ends", async () => {
  let isAsked = false;
  async function* lines(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from(textOf(day.slice(0, 3))));
    isAsked = true;
    yield Buffer.from(textOf(day.slice(3)));
  }
  const batches = readRecordings(["-"], { stdin: lines() });
  const first = await batches.next();
  expect(places(first.value?.items ?? [])).toEqual(inArrival.slice(0, 3));
  expect(isAsked).toBe(false);
  await batches.return();
});

/** Cuts each partition's lines into blocks and puts the blocks in any order that keeps each partition's. */
const blockOrder = fc.array(fc.tuple(fc.constantFrom(...partitions), fc.integer({ min: 40, max: 200 })), {
  minLength: 1,
  maxLength: 12,
});

function arranged(order: readonly (readonly [number, number])[], lines: readonly Line[]): readonly Line[] {
  const rest = partitions.map((partition) => [...ofPartition(lines, partition)]);
  const taken = order.flatMap(([partition, count]) => rest[partition]!.splice(0, count));
  return [...taken, ...rest.flat()];
}

/** How far lines of different partitions stand out of order at most. */
function disorderMs(
  items: readonly RecordingItem[],
  isAbsurd: (message: RecordedMessage) => boolean,
): number {
  let newestMs = -Infinity;
  let most = 0;
  for (const message of messagesOf(items)) {
    if (isAbsurd(message)) continue;
    most = Math.max(most, newestMs - message.arrivalMs);
    newestMs = Math.max(newestMs, message.arrivalMs);
  }
  return most;
}

function expectOwnOrder(items: readonly RecordingItem[]): void {
  for (const partition of partitions) {
    const offsets = messagesOf(items)
      .filter((one) => one.partition === partition)
      .map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  }
}

test("whatever the order of the blocks, every line comes once, partitions keep theirs, and none is far out of time", async () => {
  await fc.assert(
    fc.asyncProperty(blockOrder, fc.boolean(), async (order, isPacked) => {
      const text = textOf(arranged(order, day));
      const items = await readAll([fileWith("arranged", isPacked ? gzipSync(text) : text)]);
      expect(places(items).toSorted()).toEqual(inArrival.toSorted());
      expectOwnOrder(items);
      expect(disorderMs(items, () => false)).toBeLessThanOrEqual(30 * minuteMs);
    }),
    { numRuns: 40 },
  );
});

test("one absurd arrival anywhere moves no other line far out of its time", async () => {
  await fc.assert(
    fc.asyncProperty(
      blockOrder,
      fc.nat(day.length - 1),
      fc.constantFrom(-startMs, -3 * 86_400_000, 40 * minuteMs, 6 * 86_400_000),
      async (order, at, shiftMs) => {
        const absurd = day[at] as Line;
        const ts = absurd.ts + shiftMs;
        const { partition, offset } = absurd;
        const lines = day.with(at, { ...absurd, ts, text: lineOf(ts, { partition, offset }) });
        const items = await readAll([fileWith("absurd", textOf(arranged(order, lines)))]);
        expect(places(items).toSorted()).toEqual(inArrival.toSorted());
        expectOwnOrder(items);
        const isAbsurd = (one: RecordedMessage): boolean =>
          one.partition === partition && one.offset === offset;
        expect(disorderMs(items, isAbsurd)).toBeLessThanOrEqual(30 * minuteMs);
      },
    ),
    { numRuns: 60 },
  );
});

test("a partition whose producers' clocks are some minutes ahead or jump back is taken as it lies", async () => {
  const lines = day.map((line, at) => {
    const ts = line.partition === 1 ? line.ts + 9 * minuteMs : line.ts - (at % 50 === 0 ? 20 * minuteMs : 0);
    return { ...line, ts, text: lineOf(ts, { partition: line.partition, offset: line.offset }) };
  });
  const items = await readAll([fileWith("skewed", textOf(lines))]);
  expect(messagesOf(items).map(({ line }) => line)).toEqual(day.map((_, at) => at + 1));
});

describe("a line read again", () => {
  const short = day.slice(0, 9);

  test("is told as such, whatever it says, where its partition and offset stood before", async () => {
    const changed = lineOf(short[0]!.ts + 5, { partition: 0, offset: 0 });
    const items = await readAll([fileWith("again", `${textOf(short)}${textOf(short)}${changed}\n`)]);
    expect(summary(items).filter((word) => word.startsWith("again"))).toEqual(
      Array.from({ length: 10 }, (_, at) => `again@${at + 10}`),
    );
    expect(messagesOf(items)).toHaveLength(9);
  });

  test("is so in one file only: another file may come from another cluster", async () => {
    const paths = ["a", "b"].map((name) => fileWith(`again-${name}`, textOf(short)));
    expect(messagesOf(await readAll(paths))).toHaveLength(18);
  });

  test("is no line whose offset was passed over, as when lines were sorted by time", async () => {
    const swapped = [2, 0, 1, 9_000_000_000, 3, 4].map((offset, at) => lineOf(startMs + at, { offset }));
    expect(messagesOf(await readAll([fileWith("swapped", swapped.join("\n"))]))).toHaveLength(6);
  });

  test("is found in blocks, too", async () => {
    const blocks = textOf(inBlocks(day));
    const items = await readAll([fileWith("again-blocks", blocks + blocks)]);
    expect(places(items)).toEqual(inArrival);
    expect(items.filter(({ kind }) => kind === "again")).toHaveLength(day.length);
  });
});
