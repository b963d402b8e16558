/** Learns how often a series has a row, while rows come in any order. */
export interface Cadence {
  readonly add: (series: string, at: number) => void;
  /** The gap between rows that is met most often, the shortest of equals; null where no series has two. */
  readonly mostUsualMs: () => number | null;
}

/** More different gaps than any table has; what is rarer counts for nothing. */
const mostGaps = 10_000;

export function cadence(): Cadence {
  const last = new Map<string, { at: number }>();
  const gaps = new Map<number, number>();
  return {
    add: (series, at) => {
      const before = last.get(series);
      if (before === undefined) {
        last.set(series, { at });
        return;
      }
      const gap = Math.abs(at - before.at);
      before.at = at;
      if (gap > 0 && (gaps.has(gap) || gaps.size < mostGaps)) gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
    },
    mostUsualMs: () => {
      const most = Math.max(0, ...gaps.values());
      const usual = [...gaps].filter(([, times]) => times === most).map(([gap]) => gap);
      return usual.length === 0 ? null : Math.min(...usual);
    },
  };
}
