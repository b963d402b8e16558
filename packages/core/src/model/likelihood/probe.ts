/**
 * Evidence of a status probe (rule 6): Bernoulli likelihood ratio of "it fails with probability `failing`" against the
 * learned probability of failing *given how the probe before went*. Given the past the ratio has mean 1.
 * A monitor that holds its last state says nothing new by repeating it: most of the evidence of an outage lies
 * in the first failure, and this form counts it once.
 *
 * Example: a failure after a success, expected 0.001, tested for 0.95: ln(0.95/0.001) = 6.856 nats.
 */
export function probeLogRatio(failures: number, trials: number, expected: number, failing: number): number {
  return (
    failures * Math.log(failing / expected) + (trials - failures) * Math.log((1 - failing) / (1 - expected))
  );
}
