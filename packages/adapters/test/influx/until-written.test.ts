import { describe, expect, test } from "vitest";
import { InfluxFault, type InfluxRetry, untilWritten } from "../../src/influx/index.ts";

/** Fails with the faults, then succeeds; waits without waiting. */
async function tried(faults: readonly Error[], more: { longestWaitMs?: number } = {}) {
  const [left, retries, waits] = [[...faults], [] as InfluxRetry[], [] as number[]];
  const attempt = async (): Promise<string> => {
    const fault = left.shift();
    if (fault !== undefined) throw fault;
    return "written";
  };
  const result = await untilWritten(attempt, {
    onRetry: (retry) => retries.push(retry),
    wait: async (waitMs) => void waits.push(waitMs),
    ...more,
  });
  return { result, retries, waits };
}

const away = (retryAfterMs = 0): InfluxFault => new InfluxFault("unavailable", "away", { retryAfterMs });

describe("a write is tried again", () => {
  test("with waits that double up to the longest, and each is told before it begins", async () => {
    const { result, retries, waits } = await tried(
      Array.from({ length: 6 }, () => away()),
      {
        longestWaitMs: 3000,
      },
    );
    expect(result).toBe("written");
    expect(waits).toEqual([200, 400, 800, 1600, 3000, 3000]);
    expect(retries.map(({ failures }) => failures)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("not sooner than the server asks for, within reason", async () => {
    expect((await tried([away(7000), away(), away(86_400_000)])).waits).toEqual([7000, 400, 30_000]);
  });

  test("while the bucket is missing, because somebody may make it", async () => {
    expect((await tried([new InfluxFault("missing", "no bucket")])).result).toBe("written");
  });

  test("a hundred times and more without overflow", async () => {
    const { waits } = await tried(Array.from({ length: 100 }, () => away()));
    expect(waits.at(-1)).toBe(15_000);
  });
});

test("what waiting does not mend is thrown at once", async () => {
  await expect(tried([new InfluxFault("refused", "wrong token")])).rejects.toThrow("wrong token");
  await expect(tried([new InfluxFault("rejected", "bad")])).rejects.toThrow("bad");
  await expect(tried([new TypeError("a bug")])).rejects.toThrow("a bug");
});

test("an abort ends the waiting", async () => {
  const control = new AbortController();
  const writing = untilWritten(
    async () => {
      throw away();
    },
    { onRetry: () => control.abort(new Error("stopped")), signal: control.signal, firstWaitMs: 60_000 },
  );
  await expect(writing).rejects.toThrow();
});
