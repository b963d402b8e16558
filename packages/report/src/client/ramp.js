/** Below the first, evidence is not seen; from the last on, it has the strongest colour. In nats. */
const faintestNats = 3;
const strongestNats = 200;

/**
 * Where a value lies on the ramp of colours, 0 to 1, by the logarithm of 1 + nats.
 * @param {number} nats
 */
export function rampPosition(nats) {
  const [from, to] = [Math.log1p(faintestNats), Math.log1p(strongestNats)];
  return Math.min(1, Math.max(0, (Math.log1p(nats) - from) / (to - from)));
}
