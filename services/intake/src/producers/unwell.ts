import type { MessageCounts, PartitionFigures, ProducerFigures } from "./producer-watch.ts";

/** What of a partition's producers a person should know. */
export interface PartitionHealth {
  /** Of its readings, what share came too late. */
  readonly lateRatio: number;
  /** Of its messages, what share was late or refused, where that is a lot; else null. */
  readonly lostRatio: number | null;
  /** Who is ahead or behind by more than the allowed lateness, or often late; the worst first. */
  readonly unwell: readonly ProducerFigures[];
}

/** More than this share is a lot. */
const tenth = 0.1;
/** Fewer are no share. */
const fewest = 3;
/** Clocks that are well are corrected by less. */
const leastSkewMs = 10_000;

export function partitionHealth(figures: PartitionFigures, allowedLatenessMs: number): PartitionHealth {
  const lost = figures.late + figures.refused;
  return {
    lateRatio: lateRatio(figures),
    lostRatio: isOften(lost, figures) ? lost / figures.messages : null,
    unwell: figures.producers
      .filter((producer) => isSkewed(producer, allowedLatenessMs) || isOften(producer.late, producer))
      .sort(worstFirst),
  };
}

/** Whether a clock is surely ahead or behind by more than the allowed lateness. */
export function isSkewed(
  { sureSkewMs }: Pick<ProducerFigures, "sureSkewMs">,
  allowedLatenessMs: number,
): boolean {
  return sureSkewMs !== null && Math.abs(sureSkewMs) > Math.max(leastSkewMs, allowedLatenessMs);
}

export function lateRatio({ late, messages }: MessageCounts): number {
  return messages === 0 ? 0 : late / messages;
}

function isOften(count: number, { messages }: MessageCounts): boolean {
  return count >= fewest && count > tenth * messages;
}

/** By skew, then by what was lost, then by name. */
export function worstFirst(one: ProducerFigures, other: ProducerFigures): number {
  const bySkew = Math.abs(other.skewMs ?? 0) - Math.abs(one.skewMs ?? 0);
  if (bySkew !== 0) return bySkew;
  const byLoss = lostRatio(other) - lostRatio(one);
  if (byLoss !== 0) return byLoss;
  const byService = compareText(one.service, other.service);
  return byService === 0 ? compareText(one.source ?? "", other.source ?? "") : byService;
}

function lostRatio({ late, refused, messages }: MessageCounts): number {
  return messages === 0 ? 0 : (late + refused) / messages;
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
