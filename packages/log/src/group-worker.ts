import type { LogFault, LogMembership, LogPlace } from "./log.ts";
import { isTimeRefused, type StandAside, standAside } from "./stand-aside.ts";

/** Something that works as long as it is not stopped. */
export interface GroupWorker {
  /** Resolves after `stop`; rejects when it cannot go on, after everything it held was given up. */
  readonly done: Promise<void>;
  /** Ends its work in order, leaves the group, and so hands over to the other members. */
  stop(): Promise<void>;
}

export interface GroupWork {
  /** Becomes a member, and again after it has stood aside. */
  readonly join: () => LogMembership;
  /** Called with everything this member holds from now on; what it held before and holds no more is to be ended. */
  readonly changed: (places: readonly LogPlace[], failed: (error: unknown) => void) => Promise<void>;
  /** Called once at the end: what is still held is to be ended. `changed` with nothing unless given. */
  readonly ended?: () => Promise<void>;
  /**
   * A member whose clock the brokers do not believe can write nothing and would hold on to its work: it leaves the group, so
   * that another has it, and joins again when its clock is believed. It ends with that fault unless this is given.
   */
  readonly aside?: StandAside;
}

/** Follows the assignments of a group, one change after the other, and ends with none. */
export function groupWorker(work: GroupWork): GroupWorker {
  const stopping = new AbortController();
  const done = workOn(work, stopping.signal);
  done.catch(() => undefined);
  return {
    done,
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

async function workOn(work: GroupWork, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const why = await follow(work, stopping);
    if (why !== null && work.aside !== undefined) await standAside(work.aside, why, stopping);
  }
}

/** Resolves when it was stopped, and with the fault for which it is to stand aside. */
async function follow(
  { join, changed, ended, aside }: GroupWork,
  stopping: AbortSignal,
): Promise<LogFault | null> {
  const membership = join();
  let failed: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_resolve, reject) => {
    failed = reject;
  });
  failure.catch(() => undefined);
  const stopped = new Promise<null>((resolve) => {
    stopping.addEventListener("abort", () => resolve(null), { once: true });
  });
  try {
    while (!stopping.aborted) {
      const places = await Promise.race([membership.next(), stopped, failure]);
      if (places === null) return null;
      await changed(places, failed);
    }
    return null;
  } catch (error) {
    if (aside !== undefined && isTimeRefused(error)) return error;
    throw error;
  } finally {
    await (ended === undefined ? changed([], failed) : ended());
    // Only a courtesy: where it fails, the others take over when the session ends.
    await membership.leave().catch(() => undefined);
  }
}
