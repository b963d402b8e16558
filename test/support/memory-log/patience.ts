import { setTimeout as sleep } from "node:timers/promises";

/** Resolves after so many milliseconds, or when the signal is aborted. */
export type Wait = (waitMs: number, signal: AbortSignal) => Promise<void>;

/** Real time. */
export async function realWait(waitMs: number, signal: AbortSignal): Promise<void> {
  await sleep(waitMs, undefined, { signal }).catch(() => undefined);
}

/**
 * For tests that shall never sleep: a wait is over as soon as the other callbacks that are due have run. A loop that
 * waits in this way lets everything else in the process go on.
 */
export function instantWait(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** One wait that may be interrupted and gone on with. */
export interface Patience {
  readonly isOver: boolean;
  /** Resolves at the next change, or when the wait is over. */
  until(change: Promise<void>): Promise<void>;
  end(): void;
}

export function patience(wait: Wait, waitMs: number): Patience {
  const control = new AbortController();
  let isOver = waitMs <= 0;
  const over = isOver ? Promise.resolve() : waited();

  async function waited(): Promise<void> {
    await wait(waitMs, control.signal);
    isOver = true;
  }

  return {
    get isOver() {
      return isOver;
    },
    until: (change) => Promise.race([change, over]),
    end: () => control.abort(),
  };
}
