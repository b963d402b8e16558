/** Wakes everybody who waits for something new. */
export interface News {
  /** Resolves at the next `tell`. */
  readonly next: () => Promise<void>;
  readonly tell: () => void;
}

export function news(): News {
  let pending = Promise.withResolvers<undefined>();
  return {
    next: async () => {
      await pending.promise;
    },
    tell: () => {
      const { resolve } = pending;
      pending = Promise.withResolvers<undefined>();
      resolve(undefined);
    },
  };
}
