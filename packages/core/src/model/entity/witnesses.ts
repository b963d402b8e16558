import type { SeriesColumns } from "../series-table.ts";
import { nextCusum } from "./learning-gate.ts";

/** A witness sees a failure from so much evidence of its own on, nats. */
const witnessSees = 3;

/**
 * What a window says of a signal that a quorum must see fail (rule 56): the mean over its witnesses but the loudest, who by
 * what they said before this window would be a quorum but for one. Unless as many as are needed see the failure, this one
 * included, it speaks for none. Adds up what each witness said.
 */
export function valueOfQuorum(
  { eValue, witnessNats, observedWindow }: SeriesColumns,
  rows: readonly number[],
  { needed, window }: { readonly needed: number; readonly window: number },
): number {
  const byLoudness = rows
    .map((row) => ({ row, nats: witnessNats[row]! }))
    .sort((one, other) => (other.nats === one.nats ? one.row - other.row : other.nats - one.nats));
  for (const row of rows) {
    if (observedWindow[row] === window)
      witnessNats[row] = nextCusum(witnessNats[row]!, Math.log(eValue[row]!));
  }
  const seeing = rows.filter((row) => witnessNats[row]! > witnessSees).length;
  const others = byLoudness.slice(needed - 1);
  const mean = others.reduce((sum, { row }) => sum + eValue[row]!, 0) / others.length;
  return seeing >= needed ? mean : Math.min(1, mean);
}
