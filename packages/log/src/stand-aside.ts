import { setTimeout as wait } from "node:timers/promises";
import { type Log, LogFault, type LogPlace } from "./log.ts";
import { isMendable } from "./keep-trying.ts";

/** How a worker whose machine's clock is wrong leaves its work to the others, and knows when to come back. */
export interface StandAside {
  readonly log: Pick<Log, "writer">;
  /** To ask the brokers as: one that nobody works as. */
  readonly identity: string;
  /** What it asks to write to. Nothing is ever kept there. */
  readonly place: LogPlace;
  readonly askEveryMs: number;
  /** Told when it stands aside, and with null when it comes back. */
  readonly told: (why: LogFault | null) => void;
}

/** Whether the brokers said that they do not take the time at which something was sent. */
export const isTimeRefused = (error: unknown): error is LogFault =>
  error instanceof LogFault && error.kind === "time-refused";

/** Resolves when the brokers take what is sent now, or when it is stopped. */
export async function standAside(aside: StandAside, why: LogFault, stop: AbortSignal): Promise<void> {
  aside.told(why);
  for (;;) {
    await wait(aside.askEveryMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return;
    try {
      if (!(await isTimeTaken(aside))) continue;
      aside.told(null);
      return;
    } catch (error) {
      if (!isMendable(error)) throw error;
    }
  }
}

/** A record is sent in a transaction that is given up, so nobody ever sees it: the brokers look at its time all the same. */
async function isTimeTaken({ log, identity, place }: StandAside): Promise<boolean> {
  const writer = await log.writer(identity);
  const givenUp = new Error("only asked");
  try {
    await writer.transaction(async (transaction) => {
      await transaction.send(place, [{ key: null, value: null }]);
      throw givenUp;
    });
    return false;
  } catch (error) {
    if (error === givenUp) return true;
    if (isTimeRefused(error)) return false;
    throw error;
  } finally {
    await writer.close();
  }
}
