/**
 * How many single-character insertions, deletions, substitutions and swaps of neighbours turn one word into another
 * (optimal string alignment distance; Boytsov 2011, "Indexing methods for approximate dictionary searching", section
 * 2.2). Time is the product of the lengths.
 *
 * @example editDistance("sevrices", "services") === 1
 */
export function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let least = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      if (isSwap(one, other, row, column)) least = Math.min(least, at(beforeLast, column - 2) + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, other.length);
}

function isSwap(one: string, other: string, row: number, column: number): boolean {
  return row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
}

function at(row: readonly number[], column: number): number {
  return row[column] as number;
}
