import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CsvReading } from "./reading.ts";

/** Readings in order of time, then of their names; those with the same of both in the order in which they came. */
export interface SortedReadings {
  readonly add: (reading: CsvReading) => Promise<void> | undefined;
  /** Some at a time. */
  readonly inOrder: () => AsyncGenerator<readonly CsvReading[]>;
  /** Takes temporary files away. */
  readonly close: () => Promise<void>;
}

/** Some hundred megabytes; more go to files in the folder for temporary files, each of them in order. */
const mostInMemory = 250_000;

/** Any number of readings in any order, in bounded memory. */
export function sortedReadings(atOnce: number = mostInMemory): SortedReadings {
  let kept: CsvReading[] = [];
  let folder: string | null = null;
  const runs: string[] = [];
  const spill = async (): Promise<void> => {
    folder ??= await mkdtemp(join(tmpdir(), "tocsin-import-"));
    const path = join(folder, `${runs.length}.jsonl`);
    const lines = kept.toSorted(order).map((reading) => `${JSON.stringify(reading)}\n`);
    kept = [];
    runs.push(path);
    await pipeline(Readable.from(lines), createWriteStream(path, { mode: 0o600 }));
  };
  return {
    add: (reading) => {
      kept.push(reading);
      return kept.length < atOnce ? undefined : spill();
    },
    inOrder: () => {
      const inMemory = batchesOf(kept.toSorted(order));
      return runs.length === 0 ? inMemory : merged([...runs.map(fileRun), readingsOf(inMemory)]);
    },
    close: async () => {
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}

function order(a: CsvReading, b: CsvReading): number {
  if (a.at !== b.at) return a.at - b.at;
  return a.series < b.series ? -1 : Number(a.series > b.series);
}

/** So many are handed on together. */
const batchReadings = 1000;

async function* batchesOf(readings: readonly CsvReading[]): AsyncGenerator<readonly CsvReading[]> {
  for (let from = 0; from < readings.length; from += batchReadings)
    yield readings.slice(from, from + batchReadings);
}

async function* readingsOf(batches: AsyncGenerator<readonly CsvReading[]>): AsyncGenerator<CsvReading> {
  for await (const batch of batches) yield* batch;
}

async function* fileRun(path: string): AsyncGenerator<CsvReading> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity }))
    yield JSON.parse(line) as CsvReading;
}

/** Runs in order as one; of equals those of the earlier run come first. O(readings * runs), and runs are few. */
async function* merged(runs: readonly AsyncGenerator<CsvReading>[]): AsyncGenerator<readonly CsvReading[]> {
  let batch: CsvReading[] = [];
  const heads = await Promise.all(runs.map(async (run) => await run.next()));
  for (;;) {
    let least = -1;
    for (const [index, head] of heads.entries()) {
      if (head.done === true) continue;
      const best = heads[least];
      if (best === undefined || best.done === true || order(head.value, best.value) < 0) least = index;
    }
    const [head, run] = [heads[least], runs[least]];
    if (head === undefined || head.done === true || run === undefined) break;
    batch.push(head.value);
    if (batch.length >= batchReadings) {
      yield batch;
      batch = [];
    }
    heads[least] = await run.next();
  }
  if (batch.length > 0) yield batch;
}
