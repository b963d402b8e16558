import { lagGrid } from "../evidence/unit-evidence.ts";
import { addLogarithm, logSum, totalOf } from "../stats/log-sum-exp.ts";
import { logarithmOf, logProduct, multiplyInto } from "../stats/log-product.ts";
import type { Group, GroupMember } from "../topology/groups.ts";

/** Shares of a group that may be affected; mixed. Large groups may fail in small part. */
const sharesOfSmall = [0.3, 0.8] as const;
const sharesOfLarge = [0.05, 0.2, 0.7] as const;
const smallGroup = 20;
/** Sums below this are taken as they are; larger ones again, in logarithms. */
const largestLinear = 1e250;

/** A group with the number of services that must fail together in it and its weight in the average of groups. */
export interface WeighedGroup {
  readonly group: Group;
  readonly fewest: number;
  /** Sums to at most 1 over all groups. */
  readonly weight: number;
}

/** What a group says: ln of its mean over shares of the sum over onsets, and its best onset. */
export interface GroupVerdict {
  readonly name: string;
  readonly logEvidence: number;
  /** Windows before now of the onset with most evidence; 0 where there is none. */
  readonly bestLag: number;
}

export interface DetectorVerdict {
  readonly logEvidence: number;
  readonly groups: readonly GroupVerdict[];
}

/**
 * Per service: onsets with a lag below this do not count it, because it is known to fail since before.
 * Dropping a service by what is known beforehand keeps the detector valid.
 */
export type ExcludedLags = ReadonlyMap<number, number>;

/** Likelihood ratios of a group's members at one lag; `count` of them are in use. */
let ratios = new Float64Array(64);
let count = 0;

/**
 * The trimmed mixture e-detector (detection design 3.4). For each group, onset and affected share p0
 *     M = product over services of (1 - p0 + p0 Lambda_i), without the k-1 largest factors,
 * which is an e-process for "fewer than k services changed" (partial conjunction, Benjamini and Heller 2008,
 * doi:10.1111/j.1541-0420.2007.00984.x), and
 *     D = sum over groups of weight x mean over p0 x sum over onsets of M   (Shiryaev-Roberts).
 */
export function detect(
  groups: readonly WeighedGroup[],
  likelihoods: Float64Array,
  excluded: ExcludedLags,
): DetectorVerdict {
  const total = logSum();
  const verdicts = groups.map((weighed) => {
    const verdict = weighGroup(weighed, likelihoods, excluded);
    addLogarithm(total, Math.log(weighed.weight) + verdict.logEvidence);
    return verdict;
  });
  return { logEvidence: totalOf(total), groups: verdicts };
}

function weighGroup(weighed: WeighedGroup, likelihoods: Float64Array, excluded: ExcludedLags): GroupVerdict {
  const { members } = weighed.group;
  const shares = members.length <= smallGroup ? sharesOfSmall : sharesOfLarge;
  if (ratios.length < members.length) ratios = new Float64Array(2 * members.length);
  let sum = 0;
  let bestLag = 0;
  let best = -1;
  for (let index = 0; index < lagGrid.length; index += 1) {
    collect(members, likelihoods, index, excluded);
    if (count < weighed.fewest) continue;
    trimLargest(weighed.fewest - 1);
    const mixture = mixOverShares(shares);
    sum += mixture;
    if (mixture > best) {
      best = mixture;
      bestLag = lagGrid[index]!;
    }
  }
  if (sum < largestLinear) return { name: weighed.group.name, logEvidence: Math.log(sum), bestLag };
  return weighGroupInLogs(weighed, shares, likelihoods, excluded);
}

/** Likelihood ratios of the members at one lag; units of one service are averaged (valid under any dependence). */
function collect(
  members: readonly GroupMember[],
  likelihoods: Float64Array,
  index: number,
  excluded: ExcludedLags,
): void {
  count = 0;
  for (let position = 0; position < members.length; position += 1) {
    const member = members[position]!;
    if (excluded.size > 0 && lagGrid[index]! < (excluded.get(member.service) ?? 0)) continue;
    const { units } = member;
    ratios[count] =
      units.length === 1
        ? likelihoods[units[0]! * lagGrid.length + index]!
        : meanRatio(units, likelihoods, index);
    count += 1;
  }
}

function meanRatio(units: readonly number[], likelihoods: Float64Array, index: number): number {
  let sum = 0;
  for (const unit of units) sum += likelihoods[unit * lagGrid.length + index]!;
  return sum / units.length;
}

/** Removes the largest ratios, one at a time: k-1 is small. */
function trimLargest(excess: number): void {
  for (let removed = 0; removed < excess; removed += 1) {
    let largest = 0;
    for (let index = 1; index < count; index += 1) if (ratios[index]! > ratios[largest]!) largest = index;
    count -= 1;
    ratios[largest] = ratios[count]!;
  }
}

/** Mean over affected shares of the product over the members that are left. */
function mixOverShares(shares: readonly number[]): number {
  let sum = 0;
  for (const share of shares) {
    let product = 1;
    for (let index = 0; index < count; index += 1) product *= 1 - share + share * ratios[index]!;
    sum += product;
  }
  return sum / shares.length;
}

/** The same in logarithms, for evidence so large that products overflow: rare, and slower. */
function weighGroupInLogs(
  weighed: WeighedGroup,
  shares: readonly number[],
  likelihoods: Float64Array,
  excluded: ExcludedLags,
): GroupVerdict {
  const total = logSum();
  let bestLag = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < lagGrid.length; index += 1) {
    collect(weighed.group.members, likelihoods, index, excluded);
    if (count < weighed.fewest) continue;
    trimLargest(weighed.fewest - 1);
    const logarithm = mixInLogs(shares);
    addLogarithm(total, logarithm);
    if (logarithm > best) {
      best = logarithm;
      bestLag = lagGrid[index]!;
    }
  }
  return { name: weighed.group.name, logEvidence: totalOf(total), bestLag };
}

function mixInLogs(shares: readonly number[]): number {
  const mixture = logSum();
  for (const share of shares) {
    const product = logProduct();
    for (let index = 0; index < count; index += 1) multiplyInto(product, 1 - share + share * ratios[index]!);
    addLogarithm(mixture, logarithmOf(product));
  }
  return totalOf(mixture) - Math.log(shares.length);
}
