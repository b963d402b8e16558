import { setTimeout as pause } from "node:timers/promises";

export interface ConditionWait {
  readonly withinMs: number;
  /** Completes "waited N ms for ...". */
  readonly what: string;
  readonly everyMs?: number;
}

type Falsy = false | null | undefined;

/**
 * Asks until the answer is neither false nor missing, and gives it. An error of the question is an answer of "not yet";
 * the last one is told when the time is over.
 */
export async function awaitCondition<Result>(
  ask: () => Promise<Result | Falsy> | Result | Falsy,
  { withinMs, what, everyMs = 50 }: ConditionWait,
): Promise<Result> {
  const endMs = performance.now() + withinMs;
  let lastError: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== null && answer !== undefined) return answer;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() >= endMs) {
      const because = lastError instanceof Error ? `; last: ${lastError.message}` : "";
      throw new Error(`waited ${withinMs} ms for ${what}${because}`, { cause: lastError });
    }
    await pause(everyMs);
  }
}
