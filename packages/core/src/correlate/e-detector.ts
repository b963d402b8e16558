import { lagGrid } from "../model/index.ts";
import { addLogarithm, logSum, totalOf } from "../stats/log-sum-exp.ts";
import { logarithmOf, logProduct, multiplyInto } from "../stats/log-product.ts";
import type { Group, GroupMember } from "./groups.ts";

/** Shares of a group that may be affected; mixed. Large groups may fail in small part. */
const sharesOfSmall = [0.3, 0.8] as const;
const sharesOfLarge = [0.05, 0.2, 0.7] as const;
const smallGroup = 20;
/** Sums below this are taken as they are; larger ones again, in logarithms. */
const largestLinear = 1e250;

/** A group with the number of services that must fail together in it and its weight in the average of groups. */
export interface WeightedGroup {
  readonly group: Group;
  readonly fewest: number;
  /** Sums to at most 1 over all groups. */
  readonly weight: number;
}

/** What a group says: ln of its mean over shares of the sum over onsets, and its best onset. */
export interface GroupEvidence {
  readonly name: string;
  /** Weight of the group in the average. */
  readonly weight: number;
  readonly logEvidence: number;
  /** Windows before now of the onset with most evidence; 0 where there is none. */
  readonly bestLag: number;
}

export interface DetectorEvidence {
  readonly logEvidence: number;
  readonly groups: readonly GroupEvidence[];
}

/**
 * By service: onsets with a lag below this do not count it, because it is known to fail since before (rule 24).
 * Dropping a service by what is known beforehand keeps the detector valid.
 */
export type ExcludedLags = ReadonlyMap<number, number>;

/** Likelihood ratios of a group's members at one lag; `count` of them are in use. */
interface Ratios {
  readonly values: Float64Array;
  count: number;
}

interface Input {
  readonly likelihoods: ArrayLike<number>;
  readonly excluded: ExcludedLags;
}

/**
 * The trimmed mixture e-detector (rule 20). For each group, onset and affected share p0
 *     M = product over services of (1 - p0 + p0 Lambda_i), without the k-1 largest factors,
 * which is an e-process for "fewer than k services changed" (partial conjunction, Benjamini and Heller 2008,
 * doi:10.1111/j.1541-0420.2007.00984.x), and
 *     D = sum over groups of weight x mean over p0 x sum over onsets of M   (Shiryaev-Roberts).
 */
export function detect(
  groups: readonly WeightedGroup[],
  likelihoods: ArrayLike<number>,
  excluded: ExcludedLags,
): DetectorEvidence {
  const largest = groups.reduce((most, { group }) => Math.max(most, group.members.length), 0);
  const ratios: Ratios = { values: new Float64Array(largest), count: 0 };
  const total = logSum();
  const evidence = groups.map((weighted) => {
    const ofGroup = detectInGroup(weighted, { likelihoods, excluded }, ratios);
    addLogarithm(total, Math.log(weighted.weight) + ofGroup.logEvidence);
    return ofGroup;
  });
  return { logEvidence: totalOf(total), groups: evidence };
}

function detectInGroup(weighted: WeightedGroup, input: Input, ratios: Ratios): GroupEvidence {
  const { group, fewest, weight } = weighted;
  const shares = group.members.length <= smallGroup ? sharesOfSmall : sharesOfLarge;
  let sum = 0;
  let bestLag = 0;
  let best = -1;
  for (let index = 0; index < lagGrid.length; index += 1) {
    collect(group.members, index, input, ratios);
    if (ratios.count < fewest) continue;
    trimLargest(ratios, fewest - 1);
    const mixture = mixOverShares(ratios, shares);
    sum += mixture;
    if (mixture > best) {
      best = mixture;
      bestLag = lagGrid[index]!;
    }
  }
  if (sum < largestLinear) return { name: group.name, weight, logEvidence: Math.log(sum), bestLag };
  return detectInLogs(weighted, shares, input, ratios);
}

/** Likelihood ratios of the members at one lag; entities of one service are averaged (valid under any dependence). */
function collect(members: readonly GroupMember[], index: number, input: Input, ratios: Ratios): void {
  const { likelihoods, excluded } = input;
  const lag = lagGrid[index]!;
  let count = 0;
  for (let position = 0; position < members.length; position += 1) {
    const { service, entities } = members[position]!;
    if (excluded.size > 0 && lag < (excluded.get(service) ?? 0)) continue;
    ratios.values[count] =
      entities.length === 1
        ? likelihoods[entities[0]! * lagGrid.length + index]!
        : meanRatio(entities, likelihoods, index);
    count += 1;
  }
  ratios.count = count;
}

function meanRatio(entities: readonly number[], likelihoods: ArrayLike<number>, index: number): number {
  let sum = 0;
  for (const entity of entities) sum += likelihoods[entity * lagGrid.length + index]!;
  return sum / entities.length;
}

/** Removes the largest ratios, one at a time: k-1 is small. */
function trimLargest(ratios: Ratios, excess: number): void {
  const { values } = ratios;
  for (let removed = 0; removed < excess; removed += 1) {
    let largest = 0;
    for (let index = 1; index < ratios.count; index += 1)
      if (values[index]! > values[largest]!) largest = index;
    ratios.count -= 1;
    values[largest] = values[ratios.count]!;
  }
}

/** Mean over affected shares of the product over the members that are left. */
function mixOverShares({ values, count }: Ratios, shares: readonly number[]): number {
  let sum = 0;
  for (const share of shares) {
    let product = 1;
    for (let index = 0; index < count; index += 1) product *= 1 - share + share * values[index]!;
    sum += product;
  }
  return sum / shares.length;
}

/** The same in logarithms, for evidence so large that products overflow: rare, and slower. */
function detectInLogs(
  { group, fewest, weight }: WeightedGroup,
  shares: readonly number[],
  input: Input,
  ratios: Ratios,
): GroupEvidence {
  const total = logSum();
  let bestLag = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < lagGrid.length; index += 1) {
    collect(group.members, index, input, ratios);
    if (ratios.count < fewest) continue;
    trimLargest(ratios, fewest - 1);
    const logarithm = mixInLogs(ratios, shares);
    addLogarithm(total, logarithm);
    if (logarithm > best) {
      best = logarithm;
      bestLag = lagGrid[index]!;
    }
  }
  return { name: group.name, weight, logEvidence: totalOf(total), bestLag };
}

function mixInLogs({ values, count }: Ratios, shares: readonly number[]): number {
  const mixture = logSum();
  for (const share of shares) {
    const product = logProduct();
    for (let index = 0; index < count; index += 1) multiplyInto(product, 1 - share + share * values[index]!);
    addLogarithm(mixture, logarithmOf(product));
  }
  return totalOf(mixture) - Math.log(shares.length);
}
