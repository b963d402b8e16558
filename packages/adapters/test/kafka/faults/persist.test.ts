import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createErrorFromCode } from "../../../src/kafka/client/internals.ts";
import { persist, startingForMs } from "../../../src/kafka/faults/persist.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const codes = { coordinatorLoads: 14, noCoordinator: 15, otherCoordinator: 16, noLeader: 5 } as const;
const forMs = 6000;
const signal = new AbortController().signal;

/** How it ended and after which time, where the cluster answers so for so long. */
async function tried(code: number, answersSoForMs: number): Promise<readonly [string, number]> {
  const begunAtMs = performance.now();
  const since = (): number => performance.now() - begunAtMs;
  const attempt = async (): Promise<string> => {
    if (since() < answersSoForMs) throw createErrorFromCode(code);
    return await Promise.resolve("done");
  };
  const end = persist({ doing: "starting", forMs, signal }, attempt).then(
    (done) => [done, since()] as const,
    (error: unknown) => [String(error), since()] as const,
  );
  await vi.advanceTimersByTimeAsync(2 * startingForMs);
  return await end;
}

test.each([codes.coordinatorLoads, codes.noCoordinator, codes.otherCoordinator])(
  "a fresh cluster that makes its coordinators for half a minute is waited for: error %i",
  async (code) => {
    const [end, afterMs] = await tried(code, startingForMs / 2);
    expect(end).toBe("done");
    expect(afterMs).toBeLessThan(startingForMs / 2 + 2000);
  },
);

test("a coordinator that does not come is given up after a minute, a leader after the time to connect", async () => {
  const [ofCoordinator, coordinatorMs] = await tried(codes.otherCoordinator, Infinity);
  expect(ofCoordinator).toContain("not the correct coordinator");
  expect(coordinatorMs).toBeGreaterThan(startingForMs - 2000);
  expect(coordinatorMs).toBeLessThanOrEqual(startingForMs);
  const [, leaderMs] = await tried(codes.noLeader, Infinity);
  expect(leaderMs).toBeLessThanOrEqual(forMs);
});
