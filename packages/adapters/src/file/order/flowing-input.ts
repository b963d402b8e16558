import { type ItemReader, itemReader } from "../item-reader.ts";
import type { OpenInput } from "../open-input.ts";
import type { FailedFile } from "../recording-item.ts";
import type { OrderedInput } from "./ordered-input.ts";
import { streamWatch } from "./stream-watch.ts";

/** What flows by once, read as it flows and watched: where it turns out not to be in order it ends with a failure. */
export function flowingInput({ file, shape, chunks }: OpenInput): OrderedInput {
  const whole = itemReader(chunks, { file, shape, firstLine: 1, isWhole: true });
  return {
    file,
    async *prepare() {},
    failure: () => null,
    parts: () => [{ clockMs: -Infinity, clockOf: null, open: () => watched(whole, file) }],
    bytesDone: () => chunks.bytesRead(),
    close: async () => await chunks.close(),
  };
}

function watched(reader: ItemReader, file: string): ItemReader {
  const watch = streamWatch(file);
  let failure: FailedFile | null = null;
  return {
    ...reader,
    async next() {
      if (failure !== null) return null;
      const items = await reader.next();
      if (items === null) return null;
      failure = watch.see(items);
      return failure === null ? items : [...items, failure];
    },
  };
}
