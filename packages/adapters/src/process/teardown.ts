/** What was built is ended in the opposite order, however far the building came. */
export interface Teardown {
  readonly add: (end: () => Promise<void> | void) => void;
  /** Ends everything, each also where one before failed; rejects with the first failure. */
  readonly run: () => Promise<void>;
}

export function teardown(): Teardown {
  const ends: (() => Promise<void> | void)[] = [];
  return {
    add: (end) => void ends.push(end),
    run: async () => {
      const failures: unknown[] = [];
      for (const end of ends.splice(0).toReversed()) {
        try {
          await end();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
