import { lagGrid, lagOf, onsetsTried, spanOf, weightOf } from "../model/index.ts";
import { addLogarithm, logSum, totalOf } from "../stats/log-sum-exp.ts";
import { logarithmOf, logProduct, multiplyInto } from "../stats/log-product.ts";
import type { Group, GroupMember } from "./groups.ts";

/** Shares of a group that may be affected; mixed. Large groups may fail in small part. */
const sharesOfSmall = [0.3, 0.8] as const;
const sharesOfLarge = [0.05, 0.2, 0.7] as const;
type Shares = typeof sharesOfSmall | typeof sharesOfLarge;
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

/** Windows before now. */
export interface KnownSince {
  /** Onsets that are later do not count the service: it is known to fail since before. */
  readonly from: number;
  /** Old starts all of whose onsets are earlier do not: it is known to have worked then. */
  readonly to: number;
}

/**
 * Services that fail already, by index (rule 24). Dropping a service by what is known beforehand keeps the detector valid.
 */
export type ExcludedLags = ReadonlyMap<number, KnownSince>;

/** Likelihood ratios of a group's members at one lag; `count` of them are in use. */
interface Ratios {
  readonly values: Float64Array;
  count: number;
  /** Of each member what does not depend on the lag: where its ratios begin, -1 where it has several; and what is known of it. */
  readonly offsets: Int32Array;
  readonly known: (KnownSince | undefined)[];
}

interface Input {
  /** Age of each onset that is tried. */
  readonly lags: readonly number[];
  readonly likelihoods: ArrayLike<number>;
  readonly excluded: ExcludedLags;
  /** Of each entity whether it speaks for an old start. */
  readonly isOld: Uint8Array;
}

/**
 * The trimmed mixture e-detector (rule 20). For each group, onset and affected share p0
 *     M = product over services of (1 - p0 + p0 Lambda_i), without the k-1 largest factors,
 * which is an e-process for "fewer than k services changed" (partial conjunction, Benjamini and Heller 2008,
 * doi:10.1111/j.1541-0420.2007.00984.x), and
 *     D = sum over groups of weight x mean over p0 x sum over onsets of M   (Shiryaev-Roberts).
 */
export const detect = (
  groups: readonly WeightedGroup[],
  at: DetectorWindow,
  excluded: ExcludedLags,
): DetectorEvidence => detectorIn(at)(groups, excluded);

/** Likelihood ratios as they stand in a window. */
interface DetectorWindow {
  readonly window: number;
  readonly likelihoods: ArrayLike<number>;
}

/** The detector in one window, to be asked with one set of known failures or another. */
export type Detector = (groups: readonly WeightedGroup[], excluded: ExcludedLags) => DetectorEvidence;

/** What a group said, by how many had to fail together and what was known of its members. */
interface Answer extends Pick<WeightedGroup, "fewest" | "weight"> {
  readonly known: ExcludedLags;
  readonly evidence: GroupEvidence;
}

/**
 * As `detect`, asked again and again: what a group said is not worked out anew for a question that changes nothing of
 * it, as most do that leave out one service. The ratios must stand meanwhile.
 */
export function detectorIn({ window, likelihoods }: DetectorWindow): Detector {
  const lags = Array.from({ length: onsetsTried }, (_, onset) => lagOf(window, onset));
  const isOld = speakingForOld(likelihoods);
  const answers = new Map<Group, Answer[]>();
  return (groups, excluded) => {
    const input = { lags, likelihoods, excluded, isOld };
    const ratios = roomFor(groups);
    const total = logSum();
    const evidence = groups.map((weighted) => {
      const ofGroup = answeredBefore(answers.get(weighted.group), weighted, excluded);
      const said = ofGroup ?? detectInGroup(weighted, input, ratios);
      if (ofGroup === null) remember(answers, weighted, excluded, said);
      addLogarithm(total, Math.log(weighted.weight) + said.logEvidence);
      return said;
    });
    return { logEvidence: totalOf(total), groups: evidence };
  };
}

function answeredBefore(
  answers: readonly Answer[] | undefined,
  { group, fewest, weight }: WeightedGroup,
  excluded: ExcludedLags,
): GroupEvidence | null {
  if (answers === undefined) return null;
  for (const answer of answers) {
    if (answer.fewest !== fewest || answer.weight !== weight) continue;
    if (isSameOf(group.members, answer.known, excluded)) return answer.evidence;
  }
  return null;
}

/** Whether as much is known of each member. */
function isSameOf(members: readonly GroupMember[], one: ExcludedLags, other: ExcludedLags): boolean {
  if (one === other) return true;
  for (let position = 0; position < members.length; position += 1) {
    const { service } = members[position]!;
    const [first, second] = [one.get(service), other.get(service)];
    if (first?.from !== second?.from || first?.to !== second?.to) return false;
  }
  return true;
}

function remember(
  answers: Map<Group, Answer[]>,
  { group, fewest, weight }: WeightedGroup,
  known: ExcludedLags,
  evidence: GroupEvidence,
): void {
  const answer = { fewest, weight, known, evidence };
  const ofGroup = answers.get(group);
  if (ofGroup === undefined) answers.set(group, [answer]);
  else ofGroup.push(answer);
}

function roomFor(groups: readonly WeightedGroup[]): Ratios {
  const largest = groups.reduce((most, { group }) => Math.max(most, group.members.length), 0);
  return {
    values: new Float64Array(largest),
    count: 0,
    offsets: new Int32Array(largest),
    known: [],
  };
}

function detectInGroup(weighted: WeightedGroup, input: Input, ratios: Ratios): GroupEvidence {
  const { group, fewest, weight } = weighted;
  const shares = group.members.length <= smallGroup ? sharesOfSmall : sharesOfLarge;
  let sum = 0;
  let bestLag = 0;
  let best = -1;
  const tried = triedIn(weighted, input);
  locate(group.members, input, ratios);
  for (let index = 0; index < tried; index += 1) {
    collect(group.members, index, input, ratios);
    if (ratios.count < fewest) continue;
    trimLargest(ratios, fewest - 1);
    const mixture = weightOf(index) * mixOverShares(ratios, shares);
    sum += mixture;
    if (mixture > best) {
      best = mixture;
      bestLag = input.lags[index]!;
    }
  }
  if (sum < largestLinear) return { name: group.name, weight, logEvidence: Math.log(sum), bestLag };
  return detectInLogs(weighted, shares, input, ratios);
}

/**
 * Onsets to try in a group: old starts only while as many services as must fail speak for one of them. What is left out
 * would add next to nothing, and less evidence than there is raises no false alarm.
 */
function triedIn({ group, fewest }: Pick<WeightedGroup, "group" | "fewest">, { isOld }: Input): number {
  const { members } = group;
  let speaking = 0;
  for (let position = 0; position < members.length; position += 1) {
    if (anyOf(isOld, members[position]!.entities)) speaking += 1;
    if (speaking >= fewest) return onsetsTried;
  }
  return lagGrid.length;
}

function anyOf(isOld: Uint8Array, entities: readonly number[]): boolean {
  for (let at = 0; at < entities.length; at += 1) if (isOld[entities[at]!] === 1) return true;
  return false;
}

/** Once for all groups: a service is in several. */
function speakingForOld(likelihoods: ArrayLike<number>): Uint8Array {
  const isOld = new Uint8Array(Math.floor(likelihoods.length / onsetsTried));
  for (let entity = 0; entity < isOld.length; entity += 1)
    if (speaksForOld(likelihoods, entity)) isOld[entity] = 1;
  return isOld;
}

function speaksForOld(likelihoods: ArrayLike<number>, entity: number): boolean {
  const end = (entity + 1) * onsetsTried;
  for (let at = end - onsetsTried + lagGrid.length; at < end; at += 1) if (likelihoods[at]! > 1) return true;
  return false;
}

/** Looks up once for all lags where the ratios of each member stand and what is known of it. */
function locate(members: readonly GroupMember[], { excluded }: Input, { offsets, known }: Ratios): void {
  for (let position = 0; position < members.length; position += 1) {
    const { service, entities } = members[position]!;
    offsets[position] = entities.length === 1 ? entities[0]! * onsetsTried : -1;
    if (excluded.size > 0) known[position] = excluded.get(service);
  }
}

/**
 * Likelihood ratios of the members, which were located, at one lag; entities of one service are averaged (valid under any
 * dependence).
 */
function collect(members: readonly GroupMember[], index: number, input: Input, ratios: Ratios): void {
  const { lags, likelihoods, excluded } = input;
  const { values, offsets, known } = ratios;
  const lag = lags[index]!;
  const anyExcluded = excluded.size > 0;
  const span = anyExcluded ? spanOf(index) : 0;
  let count = 0;
  for (let position = 0; position < members.length; position += 1) {
    if (anyExcluded && isExcluded(known[position], lag, span)) continue;
    const offset = offsets[position]!;
    values[count] =
      offset >= 0 ? likelihoods[offset + index]! : meanRatio(members[position]!.entities, likelihoods, index);
    count += 1;
  }
  ratios.count = count;
}

const isExcluded = (known: KnownSince | undefined, lag: number, span: number): boolean =>
  known !== undefined && (lag < known.from || (span > 0 && lag - span > known.to));

function meanRatio(entities: readonly number[], likelihoods: ArrayLike<number>, index: number): number {
  let sum = 0;
  for (const entity of entities) sum += likelihoods[entity * onsetsTried + index]!;
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

/** Mean over two or three affected shares of the product over the members that are left, all in one pass. */
function mixOverShares(ratios: Ratios, [first, second, third]: Shares): number {
  return third === undefined ? mixOverTwo(ratios, first, second) : mixOverThree(ratios, first, second, third);
}

function mixOverTwo({ values, count }: Ratios, first: number, second: number): number {
  let one = 1;
  let two = 1;
  for (let index = 0; index < count; index += 1) {
    const value = values[index]!;
    one *= 1 - first + first * value;
    two *= 1 - second + second * value;
  }
  return (one + two) / 2;
}

function mixOverThree({ values, count }: Ratios, first: number, second: number, third: number): number {
  let one = 1;
  let two = 1;
  let three = 1;
  for (let index = 0; index < count; index += 1) {
    const value = values[index]!;
    one *= 1 - first + first * value;
    two *= 1 - second + second * value;
    three *= 1 - third + third * value;
  }
  return (one + two + three) / 3;
}

/** The same in logarithms, for evidence so large that products overflow: rare, and slower. */
function detectInLogs(
  { group, fewest, weight }: WeightedGroup,
  shares: Shares,
  input: Input,
  ratios: Ratios,
): GroupEvidence {
  const total = logSum();
  let bestLag = 0;
  let best = Number.NEGATIVE_INFINITY;
  const tried = triedIn({ group, fewest }, input);
  for (let index = 0; index < tried; index += 1) {
    collect(group.members, index, input, ratios);
    if (ratios.count < fewest) continue;
    trimLargest(ratios, fewest - 1);
    const logarithm = Math.log(weightOf(index)) + mixInLogs(ratios, shares);
    addLogarithm(total, logarithm);
    if (logarithm > best) {
      best = logarithm;
      bestLag = input.lags[index]!;
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
