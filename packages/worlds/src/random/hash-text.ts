const fnvOffsetBasis = 0x811c9dc5;
const fnvPrime = 0x01000193;

/**
 * FNV-1a, 32 bits, of a text: one step for each character's low byte, one more for its high byte where it has one.
 * `hashText("foobar")` is the published 0xbf9cf968.
 *
 * Source: Fowler, Noll, Vo; www.isthe.com/chongo/tech/comp/fnv/ and IETF draft-eastlake-fnv.
 */
export function hashText(text: string, basis: number = fnvOffsetBasis): number {
  let hash = basis;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), fnvPrime);
    if (unit > 0xff) hash = Math.imul(hash ^ (unit >>> 8), fnvPrime);
  }
  return hash >>> 0;
}
