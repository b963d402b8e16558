/** From inclusive, to exclusive, epoch milliseconds. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whether two spans share a moment; ends that touch count, so that an instant can lie in a span. */
export const touches = (a: TimeSpan, b: TimeSpan): boolean => a.fromMs <= b.toMs && b.fromMs <= a.toMs;

/** The same time as spans in order that do not overlap. Spans that end before they begin are left out. */
export function merged(spans: readonly TimeSpan[]): readonly TimeSpan[] {
  const ordered = spans.filter((span) => span.toMs > span.fromMs).toSorted((a, b) => a.fromMs - b.fromMs);
  const result: { fromMs: number; toMs: number }[] = [];
  for (const span of ordered) {
    const last = result.at(-1);
    if (last === undefined || span.fromMs > last.toMs) result.push({ ...span });
    else last.toMs = Math.max(last.toMs, span.toMs);
  }
  return result;
}

/** The part of each span that lies in `bounds`. */
export function clipped(spans: readonly TimeSpan[], bounds: TimeSpan): readonly TimeSpan[] {
  return spans
    .map((span) => ({
      fromMs: Math.max(span.fromMs, bounds.fromMs),
      toMs: Math.min(span.toMs, bounds.toMs),
    }))
    .filter((span) => span.toMs > span.fromMs);
}

/** Total length of spans that do not overlap, in milliseconds. */
export const lengthMs = (spans: readonly TimeSpan[]): number =>
  spans.reduce((sum, span) => sum + (span.toMs - span.fromMs), 0);

/** Whether a moment lies in one of the spans. */
export const contains = (spans: readonly TimeSpan[], atMs: number): boolean =>
  spans.some((span) => span.fromMs <= atMs && atMs < span.toMs);
