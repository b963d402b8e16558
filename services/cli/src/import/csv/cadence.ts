/** Learns how often a series has a row, while rows come in any order. */
export interface Cadence {
  readonly add: (series: string, at: number) => void;
  /** The gap between rows that is met most often, the shortest of equals; null where no series has two. */
  readonly mostUsualMs: () => number | null;
}

interface GapCount {
  readonly gap: number;
  times: number;
}

/** More different gaps than any table has; what is rarer counts for nothing. */
const mostGaps = 10_000;

export function cadence(): Cadence {
  const last = new Map<string, { at: number }>();
  const gaps = new Map<number, GapCount>();
  // Nearly all gaps of a table are the same.
  let latest: GapCount | null = null;
  return {
    add: (series, at) => {
      const before = last.get(series);
      if (before === undefined) {
        last.set(series, { at });
        return;
      }
      const gap = Math.abs(at - before.at);
      before.at = at;
      if (latest?.gap === gap) {
        latest.times += 1;
        return;
      }
      const known = gaps.get(gap) ?? { gap, times: 0 };
      if (gap === 0 || (known.times === 0 && gaps.size >= mostGaps)) return;
      known.times += 1;
      gaps.set(gap, known);
      latest = known;
    },
    mostUsualMs: () => {
      const counts = [...gaps.values()];
      const most = counts.reduce((highest, { times }) => Math.max(highest, times), 0);
      const usual = counts.filter(({ times }) => times === most).map(({ gap }) => gap);
      return usual.length === 0 ? null : Math.min(...usual);
    },
  };
}
