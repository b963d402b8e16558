import { awaitCondition as awaited } from "../../support/servers/run/await-condition.ts";

/** As on real servers, with short waits: a log in memory answers at once. */
export async function awaitCondition(
  what: string,
  condition: () => boolean,
  withinMs = 30_000,
): Promise<void> {
  await awaited(condition, { withinMs, what, everyMs: 5 });
}
