/** Lets waiting functions look again when something has changed. */
export interface ChangeSignal {
  /** Resolves at the next `raise`. */
  changed(): Promise<void>;
  raise(): void;
}

export function changeSignal(): ChangeSignal {
  let next = Promise.withResolvers<void>();
  return {
    changed: () => next.promise,
    raise() {
      const now = next;
      next = Promise.withResolvers();
      now.resolve();
    },
  };
}
