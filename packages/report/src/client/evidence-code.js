/**
 * Evidence in one byte: 0 is no data, 1 to 255 rise with log(1 + nats) up to `mostNats`.
 * Neighbouring codes differ by 3 % of (1 + nats), which is finer than a colour shows. Order is kept, so a
 * maximum of codes is the code of the maximum.
 */
export const noData = 0;
export const mostNats = 2000;
const steps = 254;
const logMost = Math.log1p(mostNats);

/**
 * @param {number} nats Negative evidence counts as none.
 * @returns {number} 1 to 255
 */
export function encodeNats(nats) {
  const bounded = Math.min(Math.max(nats, 0), mostNats);
  return 1 + Math.round((steps * Math.log1p(bounded)) / logMost);
}

/**
 * @param {number} code
 * @returns {number | null} null where there is no data
 */
export function decodeNats(code) {
  return code === noData ? null : Math.expm1(((code - 1) / steps) * logMost);
}
