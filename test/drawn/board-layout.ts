/** Grafana's grid: 24 columns, rows of 30 pixels with 8 between. */
const columns = 24;
const rowPx = 38;
const gapPx = 8;

export interface GridPos {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a panel stands on a page of this width. */
export function placed({ x, y, w, h }: GridPos, pagePx: number): Placed {
  const columnPx = (pagePx - gapPx) / columns;
  return {
    x: Math.round(gapPx + x * columnPx),
    y: gapPx + y * rowPx,
    width: Math.round(w * columnPx - gapPx),
    height: h * rowPx - gapPx,
  };
}

/**
 * Where the copies of a panel stand that is repeated: side by side over the whole row, at most so many in one; what is
 * below moves down by `down` rows.
 */
export function repeated(
  { y, h }: GridPos,
  count: number,
  maxPerRow: number,
): { readonly places: readonly GridPos[]; readonly down: number } {
  const perRow = Math.min(count, maxPerRow);
  const w = columns / perRow;
  const places = Array.from({ length: count }, (_, at) => ({
    x: (at % perRow) * w,
    y: y + Math.floor(at / perRow) * h,
    w,
    h,
  }));
  return { places, down: (Math.ceil(count / perRow) - 1) * h };
}
