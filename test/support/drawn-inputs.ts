import fc from "fast-check";

/**
 * What properties draw their inputs from where they name no seed: other inputs in each run, so that the runs together
 * see ever more. With `CI` set the same in each, so that a change is judged by inputs which its author could run, and
 * never by luck. `TOCSIN_TEST_SEED` sets another.
 */
export const seedOfChange = 20_211_004;

const { CI, TOCSIN_TEST_SEED } = process.env;
if (TOCSIN_TEST_SEED !== undefined) fc.configureGlobal({ seed: Number(TOCSIN_TEST_SEED) });
else if (CI !== undefined) fc.configureGlobal({ seed: seedOfChange });
