/** What is known of the clock of one producer of a partition. */
export interface ClockedProducer {
  /** The time of its newest message, epoch ms; NaN before the first. */
  newestMs: number;
  /** Whether its messages say what time it is: they held readings, and it has not been silent for long. */
  votes: boolean;
  /** The round in which it spoke last. */
  spokeIn: number;
  /** The time of its first message in that round. */
  firstMs: number;
  /** The time of its newest message in the present round, and in the one before; NaN where it did not speak. */
  thisRoundMs: number;
  lastRoundMs: number;
  /** Its newest skews, positive where it is ahead: how far it is off for sure, and about how far. The oldest is replaced. */
  readonly surelyMs: Float64Array;
  readonly aboutMs: Float64Array;
  /** How many there were. */
  skews: number;
}

export interface SkewRounds {
  /** The next message of the log says that it is `timeMs`. `votes`: it is of a kind that says so for the others too. */
  hear(producer: ClockedProducer, timeMs: number, votes: boolean): void;
}

export interface SkewRoundsOptions {
  /** Everybody of the partition who is known. */
  readonly producers: readonly ClockedProducer[];
  /** There are never more than so many. */
  readonly mostProducers: number;
}

/** So many skews of it are kept. */
export function newClock(keptSkews: number): ClockedProducer {
  return {
    newestMs: Number.NaN,
    votes: false,
    spokeIn: -1,
    firstMs: Number.NaN,
    thisRoundMs: Number.NaN,
    lastRoundMs: Number.NaN,
    surelyMs: new Float64Array(keptSkews),
    aboutMs: new Float64Array(keptSkews),
    skews: 0,
  };
}

/** Who is so far behind, or silent for so long by the clock of one that speaks, has no vote. */
const silentMs = 600_000;
/** Shorter rounds tell nothing more. */
const shortestRoundMs = 10_000;
/** The truth is taken to be in the middle between two bounds, but not further from the nearer one than half of this. */
const widestMs = 120_000;

/**
 * How far the clocks of a partition's producers are from what more than half of them say, by the order of the log.
 *
 * The log is cut into rounds: in each more than half of the producers speak. At its end stands the time that more than
 * half of them have reached. A message came after the end of the round before its own, and before the end of the round
 * after it, in which everybody but a minority has spoken once more. Between those two times its own has to be, however often
 * and in whatever bursts its producer and the others send; where it is not, it is wrong by so much for sure, and by about
 * as much as the middle is away. Who is right is therefore never told, and who is wrong by less than the time in which each
 * of the others sends once may not be.
 */
export function skewRounds({ producers, mostProducers }: SkewRoundsOptions): SkewRounds {
  const times = new Float64Array(mostProducers);
  let round = 0;
  let speakers = 0;
  let voters = 0;
  /** The ends of the last two rounds, the older first; NaN before the first. */
  let beforeMs = Number.NaN;
  let begunMs = Number.NaN;

  const endRound = (isForced: boolean): void => {
    const endMs = reachedByMost(producers, isForced ? round : null, times);
    const fromMs = beforeMs;
    const halfMs = Math.min(widestMs, Math.max(0, endMs - fromMs)) / 2;
    voters = 0;
    for (const producer of producers) {
      const { lastRoundMs } = producer;
      // Neither is a number where there was no such round, or it said nothing in it.
      if (lastRoundMs - fromMs === lastRoundMs - fromMs)
        keep(producer, distance(lastRoundMs, fromMs, endMs), halfMs);
      producer.lastRoundMs = producer.thisRoundMs;
      producer.thisRoundMs = Number.NaN;
      producer.votes &&= producer.newestMs >= endMs - silentMs;
      if (producer.votes) voters += 1;
    }
    beforeMs = begunMs;
    begunMs = endMs;
    speakers = 0;
    round += 1;
  };

  return {
    hear(producer, timeMs, votes) {
      const isFirst = producer.spokeIn !== round;
      if (isFirst) producer.firstMs = timeMs;
      producer.thisRoundMs = timeMs;
      producer.newestMs = timeMs;
      producer.spokeIn = round;
      if (votes) {
        if (!producer.votes) voters += 1;
        if (isFirst || !producer.votes) speakers += 1;
        producer.votes = true;
      }
      if (2 * speakers > voters && isApart(timeMs, begunMs)) endRound(false);
      else if (timeMs - producer.firstMs > silentMs) endRound(true);
    },
  };
}

/** Either way: nobody may stop the rounds by one absurd message. */
function isApart(timeMs: number, begunMs: number): boolean {
  return !(Math.abs(timeMs - begunMs) < shortestRoundMs);
}

/**
 * The time that more than half of the voters have reached; NaN of none. `round`: who has not spoken in it has lost its
 * vote. `times` is room for as many as there may be.
 */
function reachedByMost(
  producers: readonly ClockedProducer[],
  round: number | null,
  times: Float64Array,
): number {
  let count = 0;
  for (const producer of producers) {
    if (round !== null) producer.votes &&= producer.spokeIn === round;
    if (producer.votes) times[count++] = producer.newestMs;
  }
  return count === 0 ? Number.NaN : nthSmallest(times, count, Math.ceil(count / 2) - 1);
}

/** The value that would stand at `nth` if the first `count` were sorted; moves them. Hoare's way, as it is cheap. */
function nthSmallest(values: Float64Array, count: number, nth: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[nth] as number;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((values[left] as number) < pivot) left += 1;
      while ((values[right] as number) > pivot) right -= 1;
      if (left > right) break;
      const moved = values[left] as number;
      values[left++] = values[right] as number;
      values[right--] = moved;
    }
    if (right < nth) low = left;
    if (nth < left) high = right;
  }
  return values[nth] as number;
}

/** How far a time is outside of two bounds; 0 where it is between them. */
function distance(timeMs: number, fromMs: number, toMs: number): number {
  if (timeMs > toMs) return timeMs - toMs;
  return timeMs < fromMs ? timeMs - fromMs : 0;
}

function keep(producer: ClockedProducer, skewMs: number, halfMs: number): void {
  const { surelyMs, aboutMs } = producer;
  const at = producer.skews % surelyMs.length;
  surelyMs[at] = skewMs;
  aboutMs[at] = skewMs + Math.sign(skewMs) * halfMs;
  producer.skews += 1;
}
