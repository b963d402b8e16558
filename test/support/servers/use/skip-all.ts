import { beforeAll, type RunnerTask, type RunnerTestSuite } from "vitest";
import { inCi } from "../ways.ts";

/** Time for a start, the first download included. */
export const startMs = 300_000;

/** `beforeAll` with the suite that the hook belongs to. */
export function beforeSuite(work: (suite: Readonly<RunnerTestSuite>) => Promise<void>): void {
  // Vitest reads the fixtures that a hook wants from the text of its first parameter: it wants none.
  // oxlint-disable-next-line no-empty-pattern
  beforeAll(async ({}, suite) => work(suite), startMs);
}

function firstTest(tasks: readonly RunnerTask[]): RunnerTask | null {
  for (const task of tasks) {
    const test = task.type === "suite" ? firstTest(task.tasks) : task;
    if (test !== null) return test;
  }
  return null;
}

/**
 * Skips every test of the suite, to be called in `beforeAll`: the skip of one test, thrown there, is the suite's, and
 * hooks that would use the missing service do not run.
 */
function skipAll(suite: Readonly<RunnerTestSuite>, why: string): never {
  const test = firstTest(suite.tasks);
  if (test?.type === "test") (test as { readonly context: { skip(why: string): never } }).context.skip(why);
  throw new Error(why);
}

/** Skips the suite; in CI it fails. */
export function missing(suite: Readonly<RunnerTestSuite>, what: string, reasons: string): never {
  const why = `no ${what} here: ${reasons}`;
  if (inCi()) throw new Error(`in CI no test may skip, but there is ${why}`);
  return skipAll(suite, why);
}
