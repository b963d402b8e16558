import { alarmThreshold, coincidenceShare, concurrencyShare, logAccidents } from "./budget.ts";
import type { GroupBudget, JudgedGroup } from "./weights.ts";

/** Two that fail alone are taken for one failure only where they began so few windows apart (rule 40). */
const pairSpread = 3;

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
  const inOrder = [...lone].sort(
    (one, other) => one.onsetWindow - other.onsetWindow || one.service - other.service,
  );
  const found = groups
    .flatMap((judged) => rowsOf(judged, inOrder).map((row) => weigh(judged, row, budget)))
    .filter(({ logEvidence, threshold }) => logEvidence >= threshold)
    .sort((one, other) => marginOf(other) - marginOf(one));
  return found[0] ?? null;
}

const marginOf = ({ logEvidence, threshold }: Concurrency<LoneFailure>): number => logEvidence - threshold;

const spreadOf = (row: readonly LoneFailure[]): number => row.at(-1)!.onsetWindow - row[0]!.onsetWindow;

/** Every row of two or more failures of the group that follow each other; two alone only where they began together. */
function rowsOf<Failure extends LoneFailure>(
  { group }: JudgedGroup,
  inOrder: readonly Failure[],
): readonly (readonly Failure[])[] {
  const inside = inOrder.filter(({ service }) => group.memberOf.has(service));
  return inside
    .flatMap((_, first) => inside.slice(first + 1).map((__, length) => inside.slice(first, first + length + 2)))
    .filter((row) => row.length > 2 || spreadOf(row) <= pairSpread);
}

/** Onsets are known to a window: those of one window may lie nearly a window apart. */
function weigh<Failure extends LoneFailure>(
  { group, weight }: JudgedGroup,
  failures: readonly Failure[],
  { lonePerServiceDay, falseAlarmsPer90Days, windowMs }: GroupBudget,
): Concurrency<Failure> {
  const accidents = logAccidents({
    services: group.members.length,
    failing: failures.length,
    spreadMs: (spreadOf(failures) + 1) * windowMs,
    lonePerServiceDay,
  });
  const share = failures.length > 2 ? concurrencyShare : coincidenceShare;
  return {
    failures,
    logEvidence: alarmThreshold(1, windowMs) + Math.log(weight) - accidents,
    threshold: alarmThreshold(share * falseAlarmsPer90Days, windowMs),
  };
}
