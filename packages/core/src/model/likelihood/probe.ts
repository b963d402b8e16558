import { proportionLogRatio } from "./proportion.ts";

/** Probes of one window are told by one network: several that fail together say little more than one (as rule 2's smallest M). */
const probesConcentration = 2;

/**
 * Evidence of status probes (rule 6): likelihood ratio of "each fails with probability `failing`" against the learned
 * probability of failing *given how the probes before went*. Given the past the ratio has mean 1.
 * A monitor that holds its last state says nothing new by repeating it: most of the evidence of an outage lies
 * in the first failure, and this form counts it once. One that fails as often as is expected, or more often, is no failure
 * that could be told: where `expected` is above `failing`, nothing is said.
 *
 * Several probes of one window are a beta-binomial (rule 2), which is a Bernoulli trial where there is one of them.
 *
 * Examples: a failure after a success, expected 0.001, tested for 0.95: ln(0.95/0.001) = 6.856 nats; twelve of twelve: 11.0.
 */
export function probeLogRatio(failures: number, trials: number, expected: number, failing: number): number {
  if (failing <= expected) return 0;
  if (trials === 1) return Math.log(failures > 0 ? failing / expected : (1 - failing) / (1 - expected));
  return proportionLogRatio({
    count: failures,
    exposure: trials,
    expected,
    shifted: failing,
    concentration: probesConcentration,
  });
}
