import { type ItemReader, itemReader } from "./item-reader.ts";
import { mergeItems } from "./merge.ts";
import { openInput, type OpenInput, stdinPath } from "./open-input.ts";
import type { FailedFile, RecordingBatch, RecordingItem } from "./recording-item.ts";

export interface ReadOptions {
  /** What the path `-` reads; it can be named once. */
  readonly stdin: AsyncIterable<Uint8Array>;
}

/**
 * Reads recordings in batches, merged by the lines' `ts` where there are several; of equal `ts` the file named first
 * goes first, and lines of one file keep their order. Packed files are known by their first bytes.
 *
 * Every line that is not blank gives one item: a message, a header, or a rejected line with its code. A file that cannot
 * be opened, or has no bytes, is found before anything is read: then the only batch holds the `failed` items. A file
 * that fails later gives its `failed` item where it broke off. Bad input never throws. Memory is a batch per file.
 */
export async function* readRecordings(
  paths: readonly string[],
  options: ReadOptions,
): AsyncGenerator<RecordingBatch, void> {
  const inputs = await openAll(paths, options);
  const opened = inputs.filter((input) => input.kind === "open");
  const readers = opened.map(itemReader);
  const bytesTotal = totalSize(opened);
  try {
    const failed = inputs.filter((input) => input.kind === "failed");
    const batches = failed.length > 0 ? [failed] : itemsOf(readers);
    for await (const items of batches) {
      yield { items, bytesRead: readers.reduce((sum, reader) => sum + reader.bytesRead(), 0), bytesTotal };
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
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

function itemsOf(readers: readonly ItemReader[]): AsyncIterable<readonly RecordingItem[]> {
  const [only, ...others] = readers;
  return only === undefined || others.length > 0 ? mergeItems(readers) : itemsOfOne(only);
}

async function* itemsOfOne(reader: ItemReader): AsyncGenerator<readonly RecordingItem[], void> {
  for (let items = await reader.next(); items !== null; items = await reader.next()) yield items;
}
