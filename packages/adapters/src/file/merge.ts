import type { ItemReader } from "./item-reader.ts";
import type { RecordingItem } from "./recording-item.ts";

/** One input of a merge and where it stands. */
interface Head {
  readonly reader: ItemReader;
  items: readonly RecordingItem[];
  at: number;
  /** `ts` of the item at `at`; that of the item before where it has none, so that a refused line keeps its place. */
  key: number;
}

const batchItems = 4096;

/**
 * Merges several inputs by the `ts` of their lines; of equal ones the earlier input goes first. Each input's own order
 * is kept, because its lines stand in the order in which they arrived. Holds one batch of each input.
 */
export async function* mergeItems(readers: readonly ItemReader[]): AsyncGenerator<readonly RecordingItem[]> {
  let heads = await Promise.all(readers.map(firstHead));
  let batch: RecordingItem[] = [];
  for (;;) {
    heads = heads.filter((head) => head.items.length > 0);
    const first = lowest(heads, null);
    if (first === undefined) break;
    takeRun(first, heads, batch);
    if (first.at === first.items.length) await refill(first);
    if (batch.length >= batchItems) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function firstHead(reader: ItemReader): Promise<Head> {
  const head: Head = { reader, items: [], at: 0, key: -Infinity };
  await refill(head);
  return head;
}

/** At the end of the input `items` stays empty. */
async function refill(head: Head): Promise<void> {
  head.items = (await head.reader.next()) ?? [];
  head.at = 0;
  setKey(head);
}

function setKey(head: Head): void {
  const item = head.items[head.at];
  if (item?.kind === "message") head.key = item.arrivalMs;
}

function lowest(heads: readonly Head[], except: Head | null): Head | undefined {
  let found: Head | undefined;
  for (const head of heads)
    if (head !== except && (found === undefined || head.key < found.key)) found = head;
  return found;
}

/** Takes items of the first input for as long as it stays first, its batch lasts and the output has room. */
function takeRun(first: Head, heads: readonly Head[], batch: RecordingItem[]): void {
  const second = lowest(heads, first);
  const wins = second !== undefined && heads.indexOf(first) < heads.indexOf(second);
  const limit = second?.key ?? Infinity;
  do {
    batch.push(first.items[first.at] as RecordingItem);
    first.at += 1;
    setKey(first);
  } while (
    first.at < first.items.length &&
    batch.length < batchItems &&
    (wins ? first.key <= limit : first.key < limit)
  );
}
