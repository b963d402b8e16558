import { itemReader } from "./item-reader.ts";
import { openInput, type OpenInput, stdinPath } from "./open-input.ts";
import { readAgainFinder } from "./order/read-again.ts";
import { merge, TooManyParts } from "./order/merge.ts";
import { flowingInput } from "./order/flowing-input.ts";
import { knownInput } from "./order/known-input.ts";
import { failedOrder, type OrderedInput } from "./order/ordered-input.ts";
import type { FailedFile, RecordingBatch, RecordingItem } from "./recording-item.ts";

export interface ReadOptions {
  /** What the path `-` reads; it can be named once. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Put in order what flows by once too, such as standard input: nothing comes before its end. Default: no. */
  readonly unordered?: boolean;
}

/**
 * Reads recordings in batches, put in the order of arrival: lines of one partition of one file keep their order, and
 * partitions are merged by their clocks, whether they are mixed, follow one another in blocks or lie in several files;
 * of equal times the file named first goes first. Where no line lies behind others by more than half an hour, a file is
 * taken as it lies. Packing and shape are known by the first bytes.
 *
 * What flows by once is read as it flows, and ends with a `failed` item where it turns out not to be in order, unless
 * `unordered` says to copy it to disk first. A packed file that is not in order is unpacked to disk.
 *
 * Every line that is not blank gives one item: a message, a message read again, a header, or a rejected line with its
 * code. A file that cannot be opened, has no bytes or is of another format is found before anything is read: then the
 * only batch holds the `failed` items. A file that fails later gives its `failed` item where it broke off. Bad input
 * never throws. Memory is a batch for each file and each block of lines that overlaps in time with others.
 */
export async function* readRecordings(
  paths: readonly string[],
  options: ReadOptions,
): AsyncGenerator<RecordingBatch, void> {
  const inputs = await openAll(paths, options);
  const opened = inputs.filter((input) => input.kind === "open");
  const bytesTotal = totalSize(opened);
  const failed = inputs.filter((input) => input.kind === "failed");
  const flows = ({ again }: OpenInput): boolean => again === null && options.unordered !== true;
  const ordered = opened.map((input) => (flows(input) ? flowingInput(input) : knownInput(input)));
  const progress = (items: readonly RecordingItem[]): RecordingBatch => ({
    items,
    bytesRead: ordered.reduce((sum, input) => sum + input.bytesDone(), 0),
    bytesTotal,
  });
  try {
    if (failed.length > 0) {
      yield progress(failed);
      return;
    }
    for (const input of ordered) for await (const _ of input.prepare()) yield progress([]);
    for await (const items of inOrder(ordered)) yield progress(items);
  } finally {
    await Promise.all(ordered.map(async (input) => await input.close()));
  }
}

/** The messages of files as they lie, one file after another, for whom order does not matter; fails like the other. */
export async function* readUnordered(
  paths: readonly string[],
): AsyncGenerator<readonly RecordingItem[], void> {
  for (const path of paths) {
    const input = await openInput(path, null);
    if (input.kind === "failed") {
      yield [input];
      continue;
    }
    const { file, shape, chunks } = input;
    const reader = itemReader(chunks, { file, shape, firstLine: 1, isWhole: true });
    try {
      for (let items = await reader.next(); items !== null; items = await reader.next()) yield items;
    } finally {
      await reader.close();
    }
  }
}

async function openAll(
  paths: readonly string[],
  options: ReadOptions,
): Promise<readonly (OpenInput | FailedFile)[]> {
  const inputs: (OpenInput | FailedFile)[] = [];
  for (const [at, path] of paths.entries()) {
    const isTaken = path === stdinPath && paths.indexOf(path) < at;
    inputs.push(await openInput(path, isTaken ? null : options.stdin));
  }
  return inputs;
}

function totalSize(inputs: readonly OpenInput[]): number | null {
  let total = 0;
  for (const { sizeBytes } of inputs) {
    if (sizeBytes === null) return null;
    total += sizeBytes;
  }
  return total;
}

async function* inOrder(inputs: readonly OrderedInput[]): AsyncGenerator<readonly RecordingItem[], void> {
  const failures = inputs.flatMap((input) => input.failure() ?? []);
  if (failures.length > 0) {
    yield failures;
    return;
  }
  const parts = inputs.flatMap((input) => input.parts());
  const merged = merge(parts);
  const again = readAgainFinder();
  try {
    for await (const items of merged.batches()) yield again.mark(items);
  } catch (error) {
    if (!(error instanceof TooManyParts)) throw error;
    yield inputs.map(({ file }) => failedOrder(file, tooManyParts));
  } finally {
    await merged.close();
  }
}

const tooManyParts =
  "too many blocks of lines lie over one another in time; write the partitions one after another, or sort the lines by ts";
