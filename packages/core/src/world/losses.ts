import { comparePlaces, type Frame } from "../window/index.ts";

/** What came of one partition's messages in one window: readings that count or fill a gap, and what was lost. */
type Arrivals = readonly [window: number, counted: number, lost: number];

interface PartitionLosses {
  readonly topic: string;
  readonly partition: number;
  /** Of the last ten minutes, oldest first. */
  recent: readonly Arrivals[];
}

/** Of each partition, by its place. */
export type Losses = Map<string, PartitionLosses>;

export type LossesSnapshot = readonly Readonly<PartitionLosses>[];

const recentMs = 600_000;
/** A partition that loses no more of its messages has stragglers, and nothing more. */
const toleratedShare = 0.1;

export function losses(snapshot: LossesSnapshot): Losses {
  return new Map(snapshot.map((one) => [`${one.partition}/${one.topic}`, { ...one }]));
}

export function lossesSnapshot(all: Losses): LossesSnapshot {
  const sorted = [...all.values()].sort((one, other) =>
    comparePlaces({ ...one, part: 0 }, { ...other, part: 0 }),
  );
  return sorted.map((one) => ({ ...one }));
}

/**
 * Counts a window's frames, and gives the share of all messages of the last ten minutes that was lost by partitions that
 * lose more than a tenth of theirs: 0 where none does. A duplicate is no loss, nor is what came late and filled a gap.
 */
export function countLosses(
  all: Losses,
  frames: readonly Frame[],
  at: { readonly window: number; readonly windowMs: number },
): number {
  const oldest = at.window - Math.ceil(recentMs / at.windowMs) + 1;
  for (const [key, one] of all) {
    one.recent = one.recent.filter(([window]) => window >= oldest);
    if (one.recent.length === 0) all.delete(key);
  }
  for (const { topic, partition, counts, lateColumns } of frames) {
    const filling = lateColumns?.service.length ?? 0;
    const counted = counts.accepted + filling;
    const lost = counts.late + counts.rejected - filling;
    if (counted === 0 && lost === 0) continue;
    const key = `${partition}/${topic}`;
    const one = all.get(key) ?? { topic, partition, recent: [] };
    all.set(key, { ...one, recent: [...one.recent, [at.window, counted, lost]] });
  }
  return lostShare(all);
}

function lostShare(all: Losses): number {
  let messages = 0;
  let lost = 0;
  for (const { recent } of all.values()) {
    let ofPartition = 0;
    let lostOfIt = 0;
    for (const [, counted, notCounted] of recent) {
      ofPartition += counted + notCounted;
      lostOfIt += notCounted;
    }
    messages += ofPartition;
    if (lostOfIt > toleratedShare * ofPartition) lost += lostOfIt;
  }
  return messages === 0 ? 0 : lost / messages;
}
