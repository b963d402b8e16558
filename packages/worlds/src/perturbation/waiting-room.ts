/** Messages until it is their time; of equal times the one that was added first goes first. */
export interface WaitingRoom<Item> {
  readonly add: (item: Item, timeMs: number) => void;
  /** Takes out, in order, whose time is not after this one. */
  readonly until: (timeMs: number) => readonly Item[];
}

interface Waiting<Item> {
  readonly item: Item;
  readonly timeMs: number;
  readonly order: number;
}

/** A binary heap: what is in order costs next to nothing, since it leaves at once. */
export function waitingRoom<Item>(): WaitingRoom<Item> {
  const heap: Waiting<Item>[] = [];
  let added = 0;
  return {
    add(item, timeMs) {
      added += 1;
      heap.push({ item, timeMs, order: added });
      rise(heap, heap.length - 1);
    },
    until(timeMs) {
      const out: Item[] = [];
      for (let first = heap[0]; first !== undefined && first.timeMs <= timeMs; first = heap[0]) {
        out.push(first.item);
        const last = heap.pop() as Waiting<Item>;
        if (heap.length > 0) {
          heap[0] = last;
          sink(heap);
        }
      }
      return out;
    },
  };
}

const isBefore = (one: Waiting<unknown>, other: Waiting<unknown>): boolean =>
  one.timeMs < other.timeMs || (one.timeMs === other.timeMs && one.order < other.order);

function rise<Item>(heap: Waiting<Item>[], from: number): void {
  for (let at = from; at > 0;) {
    const above = (at - 1) >> 1;
    if (!isBefore(heap[at]!, heap[above]!)) return;
    swap(heap, at, above);
    at = above;
  }
}

function sink<Item>(heap: Waiting<Item>[]): void {
  for (let at = 0; ;) {
    const left = 2 * at + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const least = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
    if (!isBefore(heap[least]!, heap[at]!)) return;
    swap(heap, at, least);
    at = least;
  }
}

function swap(heap: unknown[], one: number, other: number): void {
  const kept = heap[one]!;
  heap[one] = heap[other]!;
  heap[other] = kept;
}
