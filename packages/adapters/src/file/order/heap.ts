/** Gives back what was put in, the first by `isBefore` at a time. */
export interface Heap<Item> {
  size(): number;
  push(item: Item): void;
  first(): Item | undefined;
  pop(): Item | undefined;
}

export function heap<Item>(isBefore: (one: Item, other: Item) => boolean): Heap<Item> {
  const items: Item[] = [];

  function swap(one: number, other: number): void {
    const item = items[one] as Item;
    items[one] = items[other] as Item;
    items[other] = item;
  }

  const goesBefore = (one: number, other: number): boolean =>
    isBefore(items[one] as Item, items[other] as Item);

  function sink(): void {
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let lowest = at;
      if (left < items.length && goesBefore(left, lowest)) lowest = left;
      if (right < items.length && goesBefore(right, lowest)) lowest = right;
      if (lowest === at) return;
      swap(at, lowest);
      at = lowest;
    }
  }

  return {
    size: () => items.length,
    first: () => items[0],
    push(item) {
      items.push(item);
      for (let at = items.length - 1; at > 0;) {
        const parent = (at - 1) >> 1;
        if (!goesBefore(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    pop() {
      const first = items[0];
      const last = items.pop();
      if (items.length > 0) {
        items[0] = last as Item;
        sink();
      }
      return first;
    },
  };
}
