import process from "node:process";

/** One repetition: how long it took and how much was done. */
export interface Sample {
  readonly wallMs: number;
  /** Processor time of all threads of the process: below `wallMs` when other programs were in the way. */
  readonly processorMs: number;
  /** Lines, stream-minutes, or whatever the benchmark counts. */
  readonly amount: number;
}

/** Processor time of this process since its start, to the microsecond. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Times `work`, which returns how much it did. */
export function timed(work: () => number): Sample {
  const processorBefore = processorMs();
  const startedMs = performance.now();
  const amount = work();
  const wallMs = performance.now() - startedMs;
  return { wallMs, processorMs: processorMs() - processorBefore, amount };
}

/**
 * The smaller of wall and processor time: never less than the measuring thread itself took. On an idle machine it is
 * the wall clock, without what collector and compiler did meanwhile on other processors; on a busy one it is processor
 * time, without what other programs took.
 */
export const takenMs = (sample: Pick<Sample, "wallMs" | "processorMs">): number =>
  Math.min(sample.wallMs, sample.processorMs);

export const perSecond = (sample: Sample): number => (sample.amount / takenMs(sample)) * 1000;

export const microsecondsEach = (sample: Sample): number => (takenMs(sample) * 1000) / sample.amount;

/** Well below 1 when other programs were in the way; above 1 when threads of this process worked side by side. */
export const processorShare = ({ processorMs, wallMs }: Sample): number => processorMs / wallMs;

/** Of two contenders measured in the same rounds: how fast the first is relative to the second, round by round. */
export const relativeSpeeds = (first: readonly Sample[], second: readonly Sample[]): readonly number[] =>
  first.map((sample, round) => perSecond(sample) / perSecond(second[round]!));

/** A stopwatch for one thing at a time; gives `takenMs`. */
export function stopwatch(): () => number {
  const processorBefore = processorMs();
  const startedMs = performance.now();
  return () => {
    const wallMs = performance.now() - startedMs;
    return takenMs({ wallMs, processorMs: processorMs() - processorBefore });
  };
}
