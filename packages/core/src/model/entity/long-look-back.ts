import { anchorMoves, anchorsKept } from "../starts.ts";

/** Of one series: products against the level now by start, then those against the level of before (rule 38, rule 39). */
type LongProducts = Float32Array;

/** Both processes of a series. */
export const longProducts = 2 * anchorsKept;

/** Moves starts on as they age and begins a new one where one is due, for all series. Once a window, before `multiplyLong`. */
export function beginAnchors(products: LongProducts, rows: number, window: number): void {
  const { moves, begins } = anchorMoves(window);
  if (begins === null) return;
  for (let base = 0; base < rows * longProducts; base += anchorsKept) {
    for (const [from, to] of moves) products[base + to] = products[base + from]!;
    products[base + begins] = 1;
  }
}

/** 69 nats: against overflow. A product that is held below what it would be is still an e-value. */
const largestLongProduct = 1e30;

/** Multiplies all starts of a series by this window's e-values, against the level now and against that of before. */
export function multiplyLong(products: LongProducts, row: number, now: number, before: number): void {
  const base = row * longProducts;
  multiplyStarts(products, base, now);
  multiplyStarts(products, base + anchorsKept, before);
}

function multiplyStarts(products: LongProducts, base: number, eValue: number): void {
  for (let index = base; index < base + anchorsKept; index += 1) {
    const product = products[index]! * eValue;
    products[index] = product < largestLongProduct ? product : largestLongProduct;
  }
}

/** Adds to `into` the mean of both processes of a series from each old start until the window of these slots. */
export function addLongProducts(
  products: ArrayLike<number>,
  row: number,
  slots: readonly number[],
  into: Float64Array,
): void {
  const base = row * longProducts;
  for (let anchor = 0; anchor < anchorsKept; anchor += 1) {
    const at = base + slots[anchor]!;
    into[anchor]! += 0.5 * (products[at]! + products[at + anchorsKept]!);
  }
}

/** Forgets all evidence of a series. */
export function forgetLong(products: LongProducts, row: number): void {
  products.fill(1, row * longProducts, (row + 1) * longProducts);
}
