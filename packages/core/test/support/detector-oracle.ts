import type { ExcludedLags, WeightedGroup } from "../../src/correlate/e-detector.ts";
import { lagGrid, lagOf, onsetsTried } from "../../src/model/index.ts";

/** All ways to choose `size` positions out of `count`. */
export function subsets(count: number, size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return Array.from({ length: count }, (_, last) => last)
    .filter((last) => last >= size - 1)
    .flatMap((last) => subsets(last, size - 1).map((before) => [...before, last]));
}

interface LikelihoodsOf {
  readonly window: number;
  readonly likelihoods: Float64Array;
}

/** Windows between an old start and the next younger one of its distance, but one, of the old starts that are tried. */
const spans = [7, 7, 7, 15, 15, 31, 31];

/** Likelihood ratio of each member of a group at a tried onset, of those that may count there. */
function ratiosAt(
  group: WeightedGroup,
  { window, likelihoods }: LikelihoodsOf,
  index: number,
  excluded: ExcludedLags,
): readonly number[] {
  const lag = lagOf(window, index);
  return group.group.members
    .filter(({ service }) => {
      const known = excluded.get(service);
      if (known === undefined) return true;
      return (
        lag >= known.from && (index < lagGrid.length || lag - spans[index - lagGrid.length]! <= known.to)
      );
    })
    .map(
      ({ entities }) =>
        entities.reduce((sum, entity) => sum + likelihoods[entity * onsetsTried + index]!, 0) /
        entities.length,
    );
}

/** Smallest product over all members but k-1, over every choice of those k-1; null where fewer than k may count. */
export function smallestProduct(factors: readonly number[], fewest: number): number | null {
  if (factors.length < fewest) return null;
  const products = subsets(factors.length, fewest - 1).map((left) =>
    factors.reduce((product, factor, index) => (left.includes(index) ? product : product * factor), 1),
  );
  return Math.min(...products);
}

/** The trimmed mixture e-detector, by trying every subset that could be left out. */
export function detectorOracle(
  groups: readonly WeightedGroup[],
  of: LikelihoodsOf,
  excluded: ExcludedLags,
): number {
  const total = groups.reduce((sum, weighted) => {
    const shares = weighted.group.members.length <= 20 ? [0.3, 0.8] : [0.05, 0.2, 0.7];
    const speaking = weighted.group.members.filter(({ entities }) =>
      entities.some((entity) =>
        of.likelihoods
          .slice(entity * onsetsTried + lagGrid.length, (entity + 1) * onsetsTried)
          .some((ratio) => ratio > 1),
      ),
    );
    const tried = speaking.length >= weighted.fewest ? onsetsTried : lagGrid.length;
    const terms = Array.from({ length: tried }, (_, onset) => onset).flatMap((onset) =>
      shares.map((share) => {
        const factors = ratiosAt(weighted, of, onset, excluded).map((ratio) => 1 - share + share * ratio);
        const weight = onset < lagGrid.length ? 7 / 8 : 1;
        return (weight * (smallestProduct(factors, weighted.fewest) ?? 0)) / shares.length;
      }),
    );
    return sum + weighted.weight * terms.reduce((all, term) => all + term, 0);
  }, 0);
  return Math.log(total);
}
