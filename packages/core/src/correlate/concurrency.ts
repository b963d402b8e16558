import { alarmThreshold, coincidenceShare, concurrencyShare, logAccidents, overlapMs } from "./budget.ts";
import type { GroupBudget, JudgedGroup } from "./weights.ts";

/** Onsets may be read so many windows apart though they are the same. */
const pairSpread = 3;
/** Two that fail alone are taken for one failure only where they began within so many windows of each other (rule 40). */
const pairWindows = (windowMs: number): number => Math.max(pairSpread, Math.floor(overlapMs / windowMs));

/** A service that fails alone, by index. */
export interface LoneFailure {
  readonly service: number;
  readonly onsetWindow: number;
}

/** Services of a group that fail now, and how far that is from an accident. */
export interface Concurrency<Failure extends LoneFailure> {
  /** In order of their onsets. */
  readonly failures: readonly Failure[];
  /** ln of the windows after which as much would happen by accident, times the group's weight; and what it must reach. */
  readonly logEvidence: number;
  readonly threshold: number;
}

/** Failures of a group in a row, from one to another of them in order of onset. */
interface Row<Failure extends LoneFailure> {
  readonly inside: readonly Failure[];
  readonly from: number;
  readonly to: number;
  readonly logEvidence: number;
  readonly threshold: number;
}

/**
 * The second detector (rule 41): the services that fail by themselves and fail now, whenever each of them began. Those of
 * a group that began in a row are held against how often as many fail alone by accident within the time in which they
 * began. Of all groups and rows the one that is furthest from an accident; null where none is far enough.
 */
export function concurrentFailures<Failure extends LoneFailure>(
  groups: readonly JudgedGroup[],
  lone: readonly Failure[],
  budget: GroupBudget,
): Concurrency<Failure> | null {
  const inOrder = [...lone].sort((one, other) =>
    one.onsetWindow === other.onsetWindow ? one.service - other.service : one.onsetWindow - other.onsetWindow,
  );
  let best: Row<Failure> | null = null;
  for (const judged of groups) {
    const row = furthestRow(judged, inOrder, budget);
    if (row !== null && (best === null || marginOf(row) > marginOf(best))) best = row;
  }
  if (best === null) return null;
  const { inside, from, to, logEvidence, threshold } = best;
  return { failures: inside.slice(from, to + 1), logEvidence, threshold };
}

const marginOf = ({ logEvidence, threshold }: Omit<Concurrency<LoneFailure>, "failures">): number =>
  logEvidence - threshold;

/** The row of two or more of the group that is furthest over its threshold; two alone only where they began together. */
function furthestRow<Failure extends LoneFailure>(
  { group, weight }: JudgedGroup,
  inOrder: readonly Failure[],
  { lonePerServiceDay, falseAlarmsPer90Days, windowMs }: GroupBudget,
): Row<Failure> | null {
  const inside = inOrder.filter(({ service }) => group.memberOf.has(service));
  const accidents = logAccidents({ services: group.members.length, lonePerServiceDay });
  const logWindows = alarmThreshold(1, windowMs) + Math.log(weight);
  const ofTwo = alarmThreshold(coincidenceShare * falseAlarmsPer90Days, windowMs);
  const ofMore = alarmThreshold(concurrencyShare * falseAlarmsPer90Days, windowMs);
  let best: Row<Failure> | null = null;
  for (let from = 0; from < inside.length; from += 1) {
    for (let to = from + 1; to < inside.length; to += 1) {
      const spread = inside[to]!.onsetWindow - inside[from]!.onsetWindow;
      const isPair = to === from + 1;
      if (isPair && spread > pairWindows(windowMs)) continue;
      // Onsets are known to a window: those of one window may lie nearly a window apart.
      const logEvidence = logWindows - accidents(to - from + 1, (spread + 1) * windowMs);
      const row = { inside, from, to, logEvidence, threshold: isPair ? ofTwo : ofMore };
      if (marginOf(row) >= Math.max(0, best === null ? 0 : marginOf(best))) best = row;
    }
  }
  return best;
}
