import type { LogMembership, LogPlace } from "./log.ts";

/** Something that works as long as it is not stopped. */
export interface GroupWorker {
  /** Resolves after `stop`; rejects when it cannot go on, after everything it held was given up. */
  readonly done: Promise<void>;
  /** Ends its work in order, leaves the group, and so hands over to the other members. */
  stop(): Promise<void>;
}

export interface GroupWork {
  readonly membership: LogMembership;
  /** Called with everything this member holds from now on; what it held before and holds no more is to be ended. */
  readonly changed: (places: readonly LogPlace[], failed: (error: unknown) => void) => Promise<void>;
  /** Called once at the end: what is still held is to be ended. `changed` with nothing unless given. */
  readonly ended?: () => Promise<void>;
}

/** Follows the assignments of a group, one change after the other, and ends with none. */
export function groupWorker(work: GroupWork): GroupWorker {
  const stopping = new AbortController();
  const done = follow(work, stopping.signal);
  done.catch(() => undefined);
  return {
    done,
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

async function follow({ membership, changed, ended }: GroupWork, stopping: AbortSignal): Promise<void> {
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
      if (places === null) return;
      await changed(places, failed);
    }
  } finally {
    await (ended === undefined ? changed([], failed) : ended());
    // Only a courtesy: where it fails, the others take over when the session ends.
    await membership.leave().catch(() => undefined);
  }
}
