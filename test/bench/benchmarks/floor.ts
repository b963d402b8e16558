/**
 * The floor of the engine: what its formulas cost on rows of numbers, and nothing else. Per row two negative-binomial
 * likelihood ratios by `Math.log` and `Math.exp`, what they multiply into, the toll, and a clipped level; thirteen columns.
 * No worlds, kinds, services, seasons, groups or incidents.
 *
 * It is frozen: the engine's speed is told as a share of its own, so a change here would move that without a change there.
 * `floor.test.ts` holds what it computes.
 */

const ratioSmall = 1.5;
const ratioLarge = 4;
const levelKeep = 1 - 1 / 60;
const levelClip = 2.5;
const smallestMean = 1e-3;
const largestProduct = 1e30;

/** The thirteen columns by row; `value` and `exposure` are what comes in a window. */
export interface Floor {
  readonly value: Float64Array;
  readonly exposure: Float64Array;
  readonly rate: Float64Array;
  readonly inverseSize: Float64Array;
  readonly levelValue: Float64Array;
  readonly levelWeight: Float64Array;
  readonly penalty: Float64Array;
  readonly firstProduct: Float64Array;
  readonly secondProduct: Float64Array;
  readonly eValue: Float64Array;
  readonly logEvidence: Float64Array;
  readonly expected: Float64Array;
  readonly toll: Float64Array;
}

export function floorOf(rows: number): Floor {
  const column = (initial: number): Float64Array => new Float64Array(rows).fill(initial);
  return {
    value: column(0),
    exposure: column(1),
    rate: column(1),
    inverseSize: column(0.05),
    levelValue: column(0),
    levelWeight: column(0),
    penalty: column(0.02),
    firstProduct: column(1),
    secondProduct: column(1),
    eValue: column(1),
    logEvidence: column(0),
    expected: column(0),
    toll: column(0),
  };
}

/** One window: scores every row against what is expected of it, then learns it. */
export function stepFloor(floor: Floor): void {
  const { value, exposure, rate, inverseSize, levelValue, levelWeight, penalty } = floor;
  const { firstProduct, secondProduct, eValue, logEvidence, expected, toll } = floor;
  for (let row = 0; row < value.length; row += 1) {
    const count = value[row]!;
    const level = (2 + levelValue[row]!) / (2 + levelWeight[row]!);
    const usual = Math.max(smallestMean, exposure[row]! * rate[row]!);
    const mean = usual * level;
    const size = 1 / inverseSize[row]!;

    const first = Math.exp(logRatio(count, mean, size, ratioSmall) - penalty[row]!);
    const second = Math.exp(logRatio(count, mean, size, ratioLarge) - penalty[row]!);
    firstProduct[row] = Math.min(largestProduct, Math.max(1, firstProduct[row]!) * first);
    secondProduct[row] = Math.min(largestProduct, Math.max(1, secondProduct[row]!) * second);
    eValue[row] = (first + second) / 2;
    logEvidence[row] = Math.log(eValue[row]!);
    expected[row] = mean;
    if (count > mean) toll[row]! += count - mean;

    const reach = levelClip * Math.sqrt(mean + mean * mean * inverseSize[row]!);
    const clipped = Math.min(mean + reach, Math.max(mean - reach, count));
    levelValue[row] = levelKeep * levelValue[row]! + clipped;
    levelWeight[row] = levelKeep * levelWeight[row]! + usual;
  }
}

function logRatio(count: number, mean: number, size: number, ratio: number): number {
  const growth = Math.log((size + ratio * mean) / (size + mean));
  return count * Math.log(ratio) - (count + size) * growth;
}
