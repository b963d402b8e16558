import type { ExcludedLags, WeightedGroup } from "../../src/correlate/e-detector.ts";
import { lagGrid } from "../../src/model/index.ts";

/** All ways to choose `size` positions out of `count`. */
export function subsets(count: number, size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return Array.from({ length: count }, (_, last) => last)
    .filter((last) => last >= size - 1)
    .flatMap((last) => subsets(last, size - 1).map((before) => [...before, last]));
}

/** Likelihood ratio of each member of a group at a lag, of those that may count there. */
function ratiosAt(
  group: WeightedGroup,
  likelihoods: Float64Array,
  lag: number,
  excluded: ExcludedLags,
): readonly number[] {
  const index = lagGrid.indexOf(lag as (typeof lagGrid)[number]);
  return group.group.members
    .filter(({ service }) => lag >= (excluded.get(service) ?? 0))
    .map(
      ({ entities }) =>
        entities.reduce((sum, entity) => sum + likelihoods[entity * lagGrid.length + index]!, 0) /
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
  likelihoods: Float64Array,
  excluded: ExcludedLags,
): number {
  const total = groups.reduce((sum, weighted) => {
    const shares = weighted.group.members.length <= 20 ? [0.3, 0.8] : [0.05, 0.2, 0.7];
    const terms = lagGrid.flatMap((lag) =>
      shares.map((share) => {
        const factors = ratiosAt(weighted, likelihoods, lag, excluded).map(
          (ratio) => 1 - share + share * ratio,
        );
        return (smallestProduct(factors, weighted.fewest) ?? 0) / shares.length;
      }),
    );
    return sum + weighted.weight * terms.reduce((all, term) => all + term, 0);
  }, 0);
  return Math.log(total);
}
