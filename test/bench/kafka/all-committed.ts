import type { LogPlace } from "@tocsin/log";
import type { IntakeInstrumentation } from "@tocsin/intake";
import { silentIntake } from "../../support/installation/silent-instrumentation.ts";

export interface CommitWatch {
  readonly instrumentation: IntakeInstrumentation;
  /** When every partition was taken over. */
  readonly acquired: Promise<number>;
  /** When all messages of every partition were committed, on the clock of `performance.now`. Rejects when a task fails. */
  readonly done: Promise<number>;
  /** Transactions so far. */
  commits(): number;
}

/** Watches an intake until so many messages of each of so many partitions are committed. */
export function watchCommits(partitions: number, messagesEach: number): CommitWatch {
  const processed = new Map<string, number>();
  const finished = new Set<string>();
  const held = new Set<string>();
  const acquired = Promise.withResolvers<number>();
  const done = Promise.withResolvers<number>();
  done.promise.catch(() => undefined);
  let commits = 0;
  return {
    acquired: acquired.promise,
    done: done.promise,
    commits: () => commits,
    instrumentation: {
      ...silentIntake,
      acquired: (place) => {
        held.add(keyOf(place));
        if (held.size === partitions) acquired.resolve(performance.now());
      },
      processed: (place, messages) => {
        processed.set(keyOf(place), (processed.get(keyOf(place)) ?? 0) + messages);
      },
      committed: (place) => {
        commits += 1;
        if ((processed.get(keyOf(place)) ?? 0) >= messagesEach) finished.add(keyOf(place));
        if (finished.size === partitions) done.resolve(performance.now());
      },
      failed: (_, error) => done.reject(error),
    },
  };
}

const keyOf = ({ topic, partition }: LogPlace): string => `${topic}/${partition}`;
