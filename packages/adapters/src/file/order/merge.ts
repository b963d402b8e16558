import type { ItemReader } from "../item-reader.ts";
import type { RecordingItem } from "../recording-item.ts";
import type { ClockOf } from "./file-order.ts";
import { heap } from "./heap.ts";

/** A stretch of lines in the order of arrival that takes part in a merge. */
export interface MergePart {
  /** None of its lines has an earlier clock. */
  readonly clockMs: number;
  /** Null: the clock of a line is its arrival, as it flows. */
  readonly clockOf: ClockOf | null;
  /** Called when the merge comes to it; so many others are open then. */
  readonly open: (openParts: number) => ItemReader;
}

export interface Merge {
  /** Throws `TooManyParts` where more parts overlap than may be open at once. */
  batches(): AsyncGenerator<readonly RecordingItem[], void>;
  /** Closes the parts that are open. */
  close(): Promise<void>;
}

/** A part that is open, and where it stands. */
interface Head {
  readonly part: MergePart;
  /** Position among the parts: of equal clocks and places the earlier goes first. */
  readonly rank: number;
  readonly reader: ItemReader;
  items: readonly RecordingItem[];
  at: number;
  /** Clock of the item at `at`; that of the item before where it has none, so that a refused line keeps its place. */
  key: number;
}

const batchItems = 4096;
const mostOpenParts = 4096;

export class TooManyParts extends Error {}

/**
 * Merges parts by the clock of their lines; of equal ones by offset, topic and partition, so that it hardly matters in
 * which files the lines of one partition are; then the earlier part goes first. Each part's own order is kept.
 * A part is opened when the merge comes to it and closed at its end, so memory is a batch of each part that overlaps
 * with others.
 */
export function merge(parts: readonly MergePart[]): Merge {
  const waiting = parts.map((part, rank) => ({ part, rank })).toSorted(lastFirst);
  const heads = heap<Head>(isBefore);
  const open = new Set<ItemReader>();

  const nextClockMs = (): number => waiting.at(-1)?.part.clockMs ?? Infinity;

  /** False at its end. */
  async function refill(head: Head): Promise<boolean> {
    const items = await head.reader.next();
    if (items === null) {
      open.delete(head.reader);
      await head.reader.close();
      return false;
    }
    head.items = items;
    head.at = 0;
    setKey(head);
    return true;
  }

  async function openDue(): Promise<void> {
    while (waiting.length > 0 && nextClockMs() <= (heads.first()?.key ?? Infinity)) {
      const { part, rank } = waiting.pop() as { readonly part: MergePart; readonly rank: number };
      if (open.size >= mostOpenParts) throw new TooManyParts();
      const reader = part.open(open.size);
      open.add(reader);
      const head: Head = { part, rank, reader, items: [], at: 0, key: part.clockMs };
      if (await refill(head)) heads.push(head);
    }
  }

  async function* batches(): AsyncGenerator<readonly RecordingItem[], void> {
    let batch: RecordingItem[] = [];
    for (;;) {
      await openDue();
      const first = heads.pop();
      if (first === undefined) break;
      const rival = heads.first();
      if (rival === undefined && waiting.length === 0) {
        if (batch.length > 0) yield batch;
        yield first.at === 0 ? first.items : first.items.slice(first.at);
        batch = [];
        first.at = first.items.length;
      } else {
        takeRun(first, { rival, beforeMs: nextClockMs() }, batch);
      }
      const isDry = first.at === first.items.length;
      if (batch.length >= batchItems || (isDry && flows(first) && batch.length > 0)) {
        yield batch;
        batch = [];
      }
      if (!isDry || (await refill(first))) heads.push(first);
    }
    if (batch.length > 0) yield batch;
  }

  return {
    batches,
    close: async () => void (await Promise.all([...open].map(async (reader) => await reader.close()))),
  };
}

type Waiting = Pick<Head, "part" | "rank">;

const lastFirst = (one: Waiting, other: Waiting): number =>
  one.part.clockMs === other.part.clockMs
    ? other.rank - one.rank
    : other.part.clockMs > one.part.clockMs
      ? 1
      : -1;

function isBefore(one: Head, other: Head): boolean {
  if (one.key !== other.key) return one.key < other.key;
  const order = byPlace(one.items[one.at], other.items[other.at]);
  return order === 0 ? one.rank < other.rank : order < 0;
}

/** Negative where the first goes first: what is no message, then by offset, topic and partition. */
function byPlace(one: RecordingItem | undefined, other: RecordingItem | undefined): number {
  if (one?.kind !== "message") return other?.kind === "message" ? -1 : 0;
  if (other?.kind !== "message") return 1;
  if (one.offset !== other.offset) return one.offset - other.offset;
  if (one.topic !== other.topic) return one.topic < other.topic ? -1 : 1;
  return one.partition - other.partition;
}

/** What flows by may not come for a while, and nobody shall wait for it. */
const flows = ({ part }: Head): boolean => part.clockOf === null;

function setKey(head: Head): void {
  const item = head.items[head.at];
  if (item?.kind !== "message") return;
  const { clockOf } = head.part;
  if (clockOf === null) head.key = item.arrivalMs;
  else head.key = Math.max(head.key, clockOf(item.line, item.arrivalMs));
}

interface Rivals {
  readonly rival: Head | undefined;
  /** Clock of the next part to be opened. */
  readonly beforeMs: number;
}

/** Takes items of the first part for as long as it stays first, its batch lasts and the output has room. */
function takeRun(first: Head, { rival, beforeMs }: Rivals, batch: RecordingItem[]): void {
  const isFirst = (): boolean => first.key < beforeMs && (rival === undefined || isBefore(first, rival));
  do {
    batch.push(first.items[first.at] as RecordingItem);
    first.at += 1;
    setKey(first);
  } while (first.at < first.items.length && batch.length < batchItems && isFirst());
}
