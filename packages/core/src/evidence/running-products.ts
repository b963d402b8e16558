import { effectSizes, type SeriesColumns, startsKept } from "../baseline/series-table.ts";

const columnOf = (window: number): number => window % startsKept;

/** Begins a new start at `window`: the oldest start is forgotten. Call once per series and window, before `multiply`. */
export function beginStart(columns: SeriesColumns, row: number, window: number): void {
  const base = row * effectSizes * startsKept + columnOf(window);
  columns.products[base] = 1;
  columns.products[base + startsKept] = 1;
}

/**
 * Multiplies all starts of one effect size (0 or 1) by this window's e-value. An e-value is at most e^16 and there
 * are 21 starts, so products stay below e^336 and need no bound.
 */
export function multiplyProducts(
  columns: SeriesColumns,
  row: number,
  effect: number,
  evidenceValue: number,
): void {
  const base = (row * effectSizes + effect) * startsKept;
  const products = columns.products;
  for (let index = base; index < base + startsKept; index += 1) {
    products[index]! *= evidenceValue;
  }
}

/** Mean over the effect sizes of the product from `lag` windows ago until `window`, for lag 0 to 20, into `into`. */
export function productsByLag(columns: SeriesColumns, row: number, window: number, into: Float64Array): void {
  const base = row * effectSizes * startsKept;
  const products = columns.products;
  let column = columnOf(window);
  for (let lag = 0; lag < startsKept; lag += 1) {
    into[lag] = 0.5 * (products[base + column]! + products[base + startsKept + column]!);
    column = column === 0 ? startsKept - 1 : column - 1;
  }
}

/** Forgets all evidence of a series (re-arming after recovery: dropping starts keeps the detector valid). */
export function forgetEvidence(columns: SeriesColumns, row: number): void {
  const base = row * effectSizes * startsKept;
  columns.products.fill(1, base, base + effectSizes * startsKept);
}
