import { LogFault, type LogTransaction, type LogWriter } from "@tocsin/log";
import type { ClientContext } from "./client-context.ts";
import { stamped } from "./stamped.ts";
import { endTransaction, type Holding, sendOffsets, sendRecords, takeOver } from "./transactions.ts";

/** Takes the identity over; resolves when everything that the former holder began is decided. */
export async function memoryWriter(context: ClientContext, identity: string): Promise<LogWriter> {
  const { broker, life, beforeMarker } = context;
  const holding = await life.step("writer", () => takeOver(broker, identity, beforeMarker));
  await settled(context, holding);
  let dead: LogFault | null = null;
  let isRunning = false;

  async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (fault) {
      dead ??= deadBy(fault);
      throw fault;
    }
  }

  return {
    async transaction(work) {
      await life.alive();
      if (dead !== null) throw dead;
      if (isRunning) throw new Error("a transaction was begun before the one before it had ended");
      isRunning = true;
      try {
        return await guarded(() => runTransaction(context, holding, { work, death: () => dead }));
      } finally {
        isRunning = false;
      }
    },
    async close() {
      await life.alive();
      dead ??= new LogFault("failed", "the writer is closed");
    },
  };
}

function deadBy(cause: unknown): LogFault {
  const kind = cause instanceof LogFault ? cause.kind : "failed";
  return new LogFault(kind, "a writer is of no use after an error; take its identity anew", { cause });
}

/** The brokers take nothing more of an identity until the markers of its last transaction are written. */
async function settled(context: ClientContext, holding: Holding): Promise<void> {
  await holding.identity.settled;
  await context.life.alive();
}

async function runTransaction<Result>(
  context: ClientContext,
  holding: Holding,
  run: {
    readonly work: (transaction: LogTransaction) => Promise<Result>;
    /** Why the writer is of no use any more; null while it is. */
    readonly death: () => LogFault | null;
  },
): Promise<Result> {
  const { broker, life, beforeMarker } = context;
  await settled(context, holding);
  const scope = transactionScope(context, holding, run.death);
  try {
    const result = await run.work(scope.transaction);
    scope.end();
    if (scope.isUsed()) await life.step("commit", () => commit());
    return result;
  } catch (fault) {
    scope.fail(fault);
    if (scope.isUsed() && !scope.isCommitting()) await abort();
    throw fault;
  }

  function commit(): void {
    endTransaction(broker, holding, { outcome: "committed", beforeMarker });
  }

  /** As well as it goes: whoever takes the identity over aborts what is left. */
  async function abort(): Promise<void> {
    await life
      .step("abort", () => endTransaction(broker, holding, { outcome: "aborted", beforeMarker }))
      .catch(() => undefined);
  }
}

interface TransactionScope {
  readonly transaction: LogTransaction;
  /** The brokers know of the transaction. */
  isUsed(): boolean;
  /** Its work has ended well: from then on nobody but the brokers knows whether it was committed. */
  isCommitting(): boolean;
  /** Nothing more is taken. Throws when something failed, also when the work did not mind. */
  end(): void;
  fail(fault: unknown): void;
}

function transactionScope(
  context: ClientContext,
  holding: Holding,
  death: () => LogFault | null,
): TransactionScope {
  const { broker, life } = context;
  let failure: { readonly fault: unknown } | null = null;
  let isUsed = false;
  let isBusy = false;
  let isEnded = false;

  function refuse(): void {
    const dead = death();
    if (dead !== null) throw dead;
    if (failure !== null) throw deadBy(failure.fault);
    if (isEnded) throw new Error("the transaction has ended");
  }

  async function one<Result>(name: "send" | "offsets", effect: () => Result): Promise<Result> {
    if (isBusy) throw new Error("a transaction's call was not awaited before the next");
    try {
      refuse();
      isBusy = true;
      return await life.step(name, () => {
        refuse();
        isUsed = true;
        return effect();
      });
    } catch (fault) {
      failure ??= { fault };
      throw fault;
    } finally {
      isBusy = false;
    }
  }

  return {
    transaction: {
      send: (place, records) =>
        one("send", () => sendRecords(broker, holding, place, stamped(context, records))),
      offsets: (group, positions) => one("offsets", () => sendOffsets(holding, group, positions)),
    },
    isUsed: () => isUsed,
    isCommitting: () => isEnded,
    end() {
      if (isBusy) throw new Error("a transaction's call was not awaited before its end");
      refuse();
      if (failure === null) isEnded = true;
    },
    fail(fault) {
      failure ??= { fault };
    },
  };
}
