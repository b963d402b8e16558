import type { DeadLetter } from "./dead-letter.ts";

/** The letters of one code. */
export interface LettersOfCode {
  readonly code: string;
  readonly count: number;
  /** The newest, newest first. */
  readonly newest: readonly DeadLetter[];
}

/** Counts letters by code and keeps the newest of each: memory grows with codes, not with letters. */
export function lettersByCode(limit: number): {
  readonly add: (letter: DeadLetter) => void;
  /** The most frequent code first. */
  readonly result: () => readonly LettersOfCode[];
} {
  const codes = new Map<string, { count: number; newest: DeadLetter[] }>();
  return {
    add(letter) {
      const known = codes.get(letter.code) ?? { count: 0, newest: [] };
      codes.set(letter.code, known);
      known.count += 1;
      known.newest.push(letter);
      if (known.newest.length > 2 * limit) known.newest = newestOf(known.newest, limit);
    },
    result: () =>
      [...codes]
        .map(([code, { count, newest }]) => ({ code, count, newest: newestOf(newest, limit) }))
        .sort(moreFirst),
  };
}

function newestOf(letters: readonly DeadLetter[], limit: number): DeadLetter[] {
  return letters.toSorted(newerFirst).slice(0, limit);
}

function moreFirst(one: LettersOfCode, other: LettersOfCode): number {
  if (one.count !== other.count) return other.count - one.count;
  return one.code < other.code ? -1 : 1;
}

function newerFirst({ letter: one }: DeadLetter, { letter: other }: DeadLetter): number {
  if (one.timestampMs !== other.timestampMs) return other.timestampMs - one.timestampMs;
  return one.offset === other.offset ? one.partition - other.partition : other.offset - one.offset;
}
