import { LogFault } from "@tocsin/log";

/** One step of a process that reaches the cluster. */
export interface MemoryOperation {
  readonly name: MemoryOperationName;
  /** Before the cluster does it, or after that and before the process knows. */
  readonly phase: "before" | "after";
  /** Name of the process. */
  readonly client: string;
}

export type MemoryOperationName =
  | "partition-counts"
  | "span"
  | "offset-at"
  | "fetch"
  | "writer"
  | "send"
  | "offsets"
  | "commit"
  | "abort"
  | "append"
  | "join"
  | "group-commit"
  | "committed"
  | "leave";

/** `fail`: the step fails as `unreachable`. A fault of one's own is thrown as it is. */
export type MemoryVerdict = "pass" | "fail" | LogFault;

/**
 * Asked before and after the effect of every step. It may also kill or freeze the process, or wait for something before
 * it answers: meanwhile the other processes go on.
 */
export type MemoryFault = (operation: MemoryOperation) => MemoryVerdict | Promise<MemoryVerdict>;

/** A process as its steps meet it. */
export interface ProcessLife {
  readonly client: string;
  kill(): void;
  freeze(): void;
  thaw(): void;
  /** Resolves while the process runs: waits while it is frozen, for ever once it is killed. */
  alive(): Promise<void>;
  /** Does something to the cluster at once and as a whole, unless a fault or death comes between. */
  step<Result>(name: MemoryOperationName, effect: () => Result): Promise<Result>;
}

export function processLife(client: string, fault: MemoryFault): ProcessLife {
  const state: { isKilled: boolean; frozen: PromiseWithResolvers<void> | null } = {
    isKilled: false,
    frozen: null,
  };

  async function alive(): Promise<void> {
    while (state.frozen !== null) await state.frozen.promise;
    if (state.isKilled) await new Promise<never>(() => undefined);
  }

  async function pass(name: MemoryOperationName, phase: MemoryOperation["phase"]): Promise<void> {
    await alive();
    const verdict = await fault({ name, phase, client });
    await alive();
    if (verdict === "fail") throw new LogFault("unreachable", `no broker answered (${name}, ${phase})`);
    if (verdict !== "pass") throw verdict;
  }

  return {
    client,
    kill() {
      state.isKilled = true;
    },
    freeze() {
      state.frozen ??= Promise.withResolvers();
    },
    thaw() {
      state.frozen?.resolve();
      state.frozen = null;
    },
    alive,
    async step(name, effect) {
      await pass(name, "before");
      const result = effect();
      await pass(name, "after");
      return result;
    },
  };
}
