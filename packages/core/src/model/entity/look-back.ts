import { effectSizes, startsKept } from "../starts.ts";

const slotOf = (window: number): number => window % startsKept;

/** The products of one series by effect size and start: `effectSizes x startsKept` numbers each (rule 18). */
type Products = Float64Array;

/** Begins a new start at `window` for all series: the oldest start is forgotten. Once a window, before `multiply`. */
export function beginStarts(products: Products, rows: number, window: number): void {
  const slot = slotOf(window);
  const stride = effectSizes * startsKept;
  for (let row = 0; row < rows; row += 1) {
    products[row * stride + slot] = 1;
    products[row * stride + slot + startsKept] = 1;
  }
}

/**
 * Multiplies all starts of a series by this window's e-values, one for each effect size. They are at most e^16 (rule 8), so
 * that 21 stay below e^336.
 */
export function multiply(products: Products, row: number, first: number, second: number): void {
  const base = row * effectSizes * startsKept;
  for (let index = base; index < base + startsKept; index += 1) products[index]! *= first;
  const next = base + startsKept;
  for (let index = next; index < next + startsKept; index += 1) products[index]! *= second;
}

/** Mean over the effect sizes of a series' product from `lag` windows ago until `window`, for lag 0 on, as many as `into` takes. */
export function seriesProducts(
  products: ArrayLike<number>,
  row: number,
  window: number,
  into: Float64Array,
): void {
  const base = row * effectSizes * startsKept;
  let slot = slotOf(window);
  for (let lag = 0; lag < into.length; lag += 1) {
    into[lag] = 0.5 * (products[base + slot]! + products[base + startsKept + slot]!);
    slot = slot === 0 ? startsKept - 1 : slot - 1;
  }
}

/** Forgets all evidence of a series (after recovery: dropping starts keeps the detector valid). */
export function forgetSeries(products: Products, row: number): void {
  const base = row * effectSizes * startsKept;
  products.fill(1, base, base + effectSizes * startsKept);
}

/** The heartbeat of an entity has one effect size. Begins a start and multiplies all of them by the window's e-value. */
export function multiplyHeartbeat(
  heartbeat: Float64Array,
  entity: number,
  window: number,
  eValue: number,
): void {
  const base = entity * startsKept;
  heartbeat[base + slotOf(window)] = 1;
  for (let index = base; index < base + startsKept; index += 1) heartbeat[index]! *= eValue;
}

/** The product of an entity's heartbeat from `lag` windows ago until `window`. */
export const heartbeatProduct = (
  heartbeat: ArrayLike<number>,
  entity: number,
  window: number,
  lag: number,
): number => heartbeat[entity * startsKept + ((slotOf(window) - lag + startsKept) % startsKept)]!;

export function heartbeatProducts(
  heartbeat: ArrayLike<number>,
  entity: number,
  window: number,
  into: Float64Array,
): void {
  const base = entity * startsKept;
  let slot = slotOf(window);
  for (let lag = 0; lag < into.length; lag += 1) {
    into[lag] = heartbeat[base + slot]!;
    slot = slot === 0 ? startsKept - 1 : slot - 1;
  }
}

export function forgetHeartbeat(heartbeat: Float64Array, entity: number): void {
  heartbeat.fill(1, entity * startsKept, (entity + 1) * startsKept);
}
