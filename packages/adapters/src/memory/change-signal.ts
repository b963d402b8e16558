/** Lets waiting functions look again when something has changed. */
export interface ChangeSignal {
  /** Resolves at the next `raise`. */
  changed(): Promise<void>;
  raise(): void;
}

export function changeSignal(): ChangeSignal {
  let waiting: (() => void)[] = [];
  return {
    changed: () => new Promise((resolve) => waiting.push(resolve)),
    raise() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
}
