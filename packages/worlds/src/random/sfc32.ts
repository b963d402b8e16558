/** A source of whole numbers from 0 to 2^32 - 1, all equally likely. */
export type RandomSource = () => number;

/** Outputs that are thrown away after seeding, so that similar seeds no longer show. */
const warmUpDraws = 12;

/**
 * The "small fast counting" generator sfc32: 128 bits of state, period at least 2^32, about 2^127 on average.
 *
 * Source: Chris Doty-Humphrey, PractRand 0.94, RNG_Sources "sfc", pracrand.sourceforge.net.
 * The words `a`, `b` and `c` are the seed and the counter starts at 1, as there.
 */
export function sfc32(seed: readonly [number, number, number]): RandomSource {
  let a = seed[0] | 0;
  let b = seed[1] | 0;
  let c = seed[2] | 0;
  let counter = 1;

  const draw = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };

  for (let i = 0; i < warmUpDraws; i += 1) draw();
  return draw;
}
