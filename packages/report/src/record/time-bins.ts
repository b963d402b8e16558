import { noData } from "../client/evidence-code.js";

/** Lanes of evidence codes by time in bins of equal length; a code of 0 stands for no data. */
export interface BinnedLanes {
  /** Start of the first bin, epoch milliseconds; null while nothing was added. */
  readonly from: number | null;
  readonly binMs: number;
  readonly bins: number;
  /** Code of a lane in a bin. */
  readonly code: (lane: number, bin: number) => number;
}

/**
 * Holds any length of time in at most `capacity` bins: begins with one window a bin, and whenever the next window does
 * not fit, merges neighbours by their maximum and doubles the length of a bin. Memory is lanes x capacity bytes.
 * Windows must come in order of time; windows that never come leave bins without data.
 */
export interface TimeBins extends BinnedLanes {
  /** Puts `code` of a lane into the bin of the window, where the highest stays. */
  readonly raise: (windowStart: number, lane: number, code: number) => void;
}

export function timeBins(windowMs: number, capacity: number): TimeBins {
  if (capacity < 2) throw new RangeError("time bins need a capacity of 2 or more");
  const lanes: Uint8Array[] = [];
  let from: number | null = null;
  let binMs = windowMs;
  let bins = 0;

  const binOf = (windowStart: number): number => {
    from ??= windowStart;
    if (windowStart < from) throw new RangeError("windows must come in order of time");
    while ((windowStart - from) / binMs >= capacity) {
      for (const lane of lanes) mergeNeighbours(lane);
      binMs *= 2;
      bins = Math.ceil(bins / 2);
    }
    const bin = Math.floor((windowStart - from) / binMs);
    bins = Math.max(bins, bin + 1);
    return bin;
  };

  return {
    get from() {
      return from;
    },
    get binMs() {
      return binMs;
    },
    get bins() {
      return bins;
    },
    code: (lane, bin) => lanes[lane]?.[bin] ?? noData,
    raise: (windowStart, lane, code) => {
      const bin = binOf(windowStart);
      while (lanes.length <= lane) lanes.push(new Uint8Array(capacity));
      const codes = lanes[lane] as Uint8Array;
      codes[bin] = Math.max(codes[bin] as number, code);
    },
  };
}

/** In place: bin i becomes the maximum of bins 2i and 2i+1; the second half becomes empty. */
function mergeNeighbours(codes: Uint8Array): void {
  const merged = Math.ceil(codes.length / 2);
  for (let bin = 0; bin < merged; bin++) {
    codes[bin] = Math.max(codes[2 * bin] as number, codes[2 * bin + 1] ?? noData);
  }
  codes.fill(noData, merged);
}
