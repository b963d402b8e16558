import { setTimeout as sleep } from "node:timers/promises";

/** Resolves as soon as the condition holds; rejects with what was waited for when it does not in time. */
export async function awaitCondition(
  what: string,
  condition: () => boolean,
  withinMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(5);
  }
}
