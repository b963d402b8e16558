/** How much there is of each row in each of at most so many equal spans of time, whatever the order in which it comes. */
export interface TimeCounts {
  readonly add: (row: number, timeMs: number) => void;
  /** Of a row, from the first span in which any row has something to the last. */
  readonly row: (row: number) => readonly number[];
  readonly spanMs: () => number;
  readonly fromMs: () => number | null;
}

const shortestSpanMs = 60_000;

/**
 * Begins with spans of a minute, and doubles them for all rows whenever there would be too many. Memory is rows x spans.
 */
export function timeCounts(mostSpans: number): TimeCounts {
  const rows: Map<number, number>[] = [];
  let spanMs = shortestSpanMs;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  function widen(): void {
    spanMs *= 2;
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
    rows.forEach((counts, row) => {
      const halved = new Map<number, number>();
      for (const [at, count] of counts) {
        const span = Math.floor(at / 2);
        halved.set(span, (halved.get(span) ?? 0) + count);
      }
      rows[row] = halved;
    });
  }

  return {
    add(row, timeMs) {
      first = Math.min(first, Math.floor(timeMs / spanMs));
      last = Math.max(last, Math.floor(timeMs / spanMs));
      while (last - first >= mostSpans) widen();
      while (rows.length <= row) rows.push(new Map());
      const span = Math.floor(timeMs / spanMs);
      const counts = rows[row] as Map<number, number>;
      counts.set(span, (counts.get(span) ?? 0) + 1);
    },
    row: (row) =>
      last < first
        ? []
        : Array.from({ length: last - first + 1 }, (_, at) => rows[row]?.get(first + at) ?? 0),
    spanMs: () => spanMs,
    fromMs: () => (last < first ? null : first * spanMs),
  };
}
