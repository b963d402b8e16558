/** Waits, but not longer than until the signal is given. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}

const firstPauseMs = 50;
const longestPauseMs = 1000;

/** 50 ms, then twice as long each time, up to 1 s; a quarter of it by chance, so that clients do not come together. */
export function backoffMs(failures: number): number {
  const full = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10));
  return Math.round(full * (0.75 + Math.random() / 4));
}
