/** Between a producer and the faults that need it to pause. */
export interface Gate {
  /**
   * Resolves when nothing is on its way and every partition has its tick of the newest minute, or the producer has
   * ended; then nothing is sent until what it gives is called.
   */
  hold(): Promise<() => void>;
}

export interface ProducersGate extends Gate {
  /** Whether the producer is asked to pause at the next whole minute. */
  readonly isWanted: boolean;
  /** Called with nothing on its way: resolves when it may go on. */
  pause(): Promise<void>;
  /** It sends nothing any more: whoever asks need not wait. */
  end(): void;
}

export function producersGate(): ProducersGate {
  let hasEnded = false;
  let held: {
    readonly paused: PromiseWithResolvers<void>;
    readonly released: PromiseWithResolvers<void>;
  } | null = null;
  return {
    get isWanted() {
      return held !== null;
    },
    hold: async () => {
      if (held !== null) throw new Error("the producer is held already");
      const mine = { paused: Promise.withResolvers<void>(), released: Promise.withResolvers<void>() };
      held = mine;
      if (hasEnded) mine.paused.resolve();
      await mine.paused.promise;
      return () => {
        held = null;
        mine.released.resolve();
      };
    },
    pause: async () => {
      held?.paused.resolve();
      await held?.released.promise;
    },
    end: () => {
      hasEnded = true;
      held?.paused.resolve();
    },
  };
}
