import { type LogEntry } from "./log-entry.ts";

/** What topics held before they were made anew or cut back while the round ran. */
export interface EarlierLogs {
  /**
   * Told what a topic held, all of which was read, and where each of its partitions goes on: at 0 where the topic was made
   * anew.
   */
  keep(topic: string, entriesNow: readonly LogEntry[], goesOnAt: (partition: number) => number): void;
  /** What was to be read of the topic in this order: what it held earlier, and what it holds now from there on. */
  withEarlier(topic: string, entriesNow: readonly LogEntry[]): readonly LogEntry[];
}

export function earlierLogs(): EarlierLogs {
  const earlier = new Map<
    string,
    { readonly entries: readonly LogEntry[]; readonly from: (of: number) => number }
  >();
  const withEarlier = (topic: string, entriesNow: readonly LogEntry[]): readonly LogEntry[] => {
    const before = earlier.get(topic);
    if (before === undefined) return entriesNow;
    return [
      ...before.entries,
      ...entriesNow.filter(({ partition, offset }) => offset >= before.from(partition)),
    ];
  };
  return {
    keep: (topic, entriesNow, from) => {
      earlier.set(topic, { entries: withEarlier(topic, entriesNow), from });
    },
    withEarlier,
  };
}
