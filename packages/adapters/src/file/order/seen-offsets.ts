/** Which offsets of one partition were seen. */
export interface SeenOffsets {
  /** Whether the offset was seen before; it counts as seen from now on. */
  add(offset: number): boolean;
}

/**
 * Gaps remembered between offsets. Transactions, compaction and lines that were sorted by time leave them; where there
 * are more, the oldest count as seen.
 */
const mostRuns = 1024;

/** Memory is two numbers for each run of offsets without a gap. */
export function seenOffsets(): SeenOffsets {
  /** First and last of each run, ascending; runs neither touch nor lie over one another. */
  const firsts: number[] = [];
  const lasts: number[] = [];

  /** The last run that begins at or before the offset; -1 where there is none. */
  function runAt(offset: number): number {
    if (offset >= (firsts.at(-1) ?? Infinity)) return firsts.length - 1;
    let [low, high] = [0, firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((firsts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function insert(run: number, offset: number): void {
    const continues = run >= 0 && lasts[run] === offset - 1;
    const meets = firsts[run + 1] === offset + 1;
    if (continues && meets) {
      lasts[run] = lasts[run + 1] as number;
      firsts.splice(run + 1, 1);
      lasts.splice(run + 1, 1);
    } else if (continues) lasts[run] = offset;
    else if (meets) firsts[run + 1] = offset;
    else {
      firsts.splice(run + 1, 0, offset);
      lasts.splice(run + 1, 0, offset);
    }
  }

  return {
    add(offset) {
      const run = runAt(offset);
      if (run >= 0 && offset <= (lasts[run] as number)) return true;
      insert(run, offset);
      if (firsts.length > mostRuns) {
        firsts.splice(1, 1);
        lasts.splice(0, 1);
      }
      return false;
    },
  };
}
