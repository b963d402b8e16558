import type { Reading } from "../reading/reading.ts";

/** A message that tells a time: a reading, or a tick where `reading` is null. */
export interface TimedMessage {
  readonly offset: number;
  /** Its place among the messages of its partition that tell a time, as they came; from `nextPlace`. */
  readonly place: number;
  readonly arrivalMs: number;
  /** The arrival, or what a tick says where that is later; epoch ms. */
  readonly timeMs: number;
  /** Who sent it: messages of one producer are one opinion of what time it is. */
  readonly producer: string;
  readonly reading: Reading | null;
}

/** A message whose time nobody has confirmed yet. */
export interface WaitingMessage extends TimedMessage {
  /** Messages that came since and agree with the clock as it was. */
  against: number;
}

/** Two times that are not further apart agree. */
export const clockAgreementMs = 600_000;
/**
 * How far ahead of the clock a message may be without a second opinion: what agrees, and what the clock may lag behind,
 * which is a step and an interval of a minute.
 */
export const clockReachMs = clockAgreementMs + 120_000;
/** So many messages that agree with the clock as it was refuse one that is ahead of it. */
const refusedBy = 2;
/** Producers beyond this number have no vote, and count like all others. */
const maxProducers = 256;
/** More do not wait: where nobody contradicts so many, they are believed. */
const maxWaiting = 2000;
const longestStepMs = 60_000;

/**
 * What time it is in one partition, by the messages of its own log.
 *
 * The clock stands at the time that more than half of its recent producers have reached: those whose newest message is
 * at most `clockAgreementMs` older. A producer whose clock is ahead, or one absurd message, therefore moves nothing.
 * It moves in steps, one at most for each minute: the moment at which a window closes is always the end of a step.
 * A tick has no producer: whoever sends ticks sends what the others say too, and moves the clock by itself.
 *
 * A message that is further ahead than `clockReachMs`, and each one while the clock does not stand yet, waits. It is
 * believed when enough producers agree with it, when nobody contradicts through ten minutes of such messages, or
 * when a clock from outside has passed it; and refused when two messages come that agree with the clock as it is.
 * Everything depends on the order of the log alone.
 */
export interface PartitionClock {
  /** Null until the first messages agree; epoch ms. */
  timeMs: number | null;
  /** The time of the newest message of each producer. */
  readonly latest: Map<string, number>;
  waiting: WaitingMessage[];
  /** How many messages came. */
  places: number;
  /** The clock moves when more than half of the producers have reached this time. */
  stepEndMs: number;
  /** How many have. */
  ahead: number;
  readonly stepMs: number;
  /** Steps end this long after a multiple of `stepMs`. */
  readonly phaseMs: number;
}

/** `PartitionClock` as plain data: everything but what can be worked out again. */
export interface PartitionClockSnapshot {
  readonly timeMs: number | null;
  readonly latest: readonly (readonly [string, number])[];
  readonly waiting: readonly WaitingMessage[];
  readonly places: number;
}

export interface ClockConfig {
  readonly windowMs: number;
  readonly allowedLatenessMs: number;
}

export function partitionClock(config: ClockConfig, snapshot?: PartitionClockSnapshot): PartitionClock {
  const { windowMs, allowedLatenessMs } = config;
  const stepMs = windowMs / Math.ceil(windowMs / longestStepMs);
  const clock: PartitionClock = {
    timeMs: snapshot?.timeMs ?? null,
    latest: new Map(snapshot?.latest),
    waiting: (snapshot?.waiting ?? []).map((message) => ({ ...message })),
    places: snapshot?.places ?? 0,
    stepEndMs: Number.POSITIVE_INFINITY,
    ahead: 0,
    stepMs,
    phaseMs: allowedLatenessMs % stepMs,
  };
  aim(clock);
  return clock;
}

export function partitionClockSnapshot(clock: PartitionClock): PartitionClockSnapshot {
  const { timeMs, latest, waiting, places } = clock;
  return { timeMs, latest: [...latest], waiting: waiting.map((message) => ({ ...message })), places };
}

/** The place of the next message. */
export function nextPlace(clock: PartitionClock): number {
  clock.places += 1;
  return clock.places;
}

/** Whether the clock bears a message of that time without a second opinion. */
export function isNear({ timeMs }: PartitionClock, messageMs: number): boolean {
  return timeMs !== null && messageMs <= timeMs + clockReachMs;
}

/** Keeps a message that is not near; gives the time that is believed because of it, or null. */
export function wait(clock: PartitionClock, message: TimedMessage): number | null {
  clock.waiting.push({ ...message, against: 0 });
  if (clock.timeMs === null) return firstTime(clock.waiting);
  return agreedTime(clock) ?? undisturbedTime(clock.waiting);
}

/**
 * The first two producers that agree tell the time, or one that has spoken three times in ten minutes by its own clock. Of three
 * messages among which no two agree the two that are closest do: they come from those who speak seldom.
 */
function firstTime(waiting: readonly WaitingMessage[]): number | null {
  const newest = waiting.at(-1) as WaitingMessage;
  const before = waiting.slice(0, -1);
  const agreeing = before.filter(({ timeMs }) => Math.abs(timeMs - newest.timeMs) <= clockAgreementMs);
  const other = agreeing.find(({ producer }) => producer !== newest.producer);
  if (other !== undefined) return Math.min(other.timeMs, newest.timeMs);
  if (waiting.length >= maxWaiting) return earliest(waiting);
  const own = before.filter(
    ({ producer, timeMs }) => producer === newest.producer && newest.timeMs - timeMs <= 2 * clockAgreementMs,
  );
  const sinceMs = earliest(own);
  if (own.length > 1 && newest.timeMs - sinceMs >= clockAgreementMs) return sinceMs;
  return agreeing.length === 0 ? closestOf(waiting) : null;
}

/** The earlier of the two times that are closest; null where two messages agree, or where there are not three. */
function closestOf(waiting: readonly WaitingMessage[]): number | null {
  if (waiting.length < 3) return null;
  const times = waiting.map(({ timeMs }) => timeMs).sort((one, other) => one - other);
  let best = 0;
  const gapBehind = (at: number): number => (times[at + 1] as number) - (times[at] as number);
  for (let at = 1; at + 1 < times.length; at += 1) if (gapBehind(at) < gapBehind(best)) best = at;
  return gapBehind(best) <= clockAgreementMs ? null : (times[best] as number);
}

/** Enough producers agree when they are more than half of those and the known ones together, and sent two messages. */
function agreedTime({ waiting, latest }: PartitionClock): number | null {
  const newest = waiting.at(-1) as WaitingMessage;
  const agreeing = waiting.filter(({ timeMs }) => Math.abs(timeMs - newest.timeMs) <= clockAgreementMs);
  const voices = new Set(agreeing.map(({ producer }) => producer));
  const known = new Set([...latest.keys(), ...voices]).size;
  if (agreeing.length < 2 || voices.size < majorityOf(known)) return null;
  return earliest(agreeing);
}

/** Through ten minutes of messages, or a great many, nobody has said that the clock is right as it is. */
function undisturbedTime(waiting: readonly WaitingMessage[]): number | null {
  const newest = waiting.at(-1) as WaitingMessage;
  const undisturbed = waiting.filter(({ against }) => against === 0);
  const earliestMs = earliest(undisturbed);
  const isLong = newest.timeMs - earliestMs >= clockAgreementMs || waiting.length >= maxWaiting;
  return isLong ? earliestMs : null;
}

function earliest(messages: readonly TimedMessage[]): number {
  let timeMs = Number.POSITIVE_INFINITY;
  for (const message of messages) timeMs = Math.min(timeMs, message.timeMs);
  return timeMs;
}

/**
 * Where a clock begins that does not stand yet: at the earliest message that is kept, or that one would be late by those
 * that came after it. Else the time that is believed.
 */
export function startOf(
  clock: PartitionClock,
  { timeMs, oldestMs }: { readonly timeMs: number; readonly oldestMs: number },
): number {
  if (clock.timeMs !== null) return timeMs;
  return Math.min(timeMs, earliest(clock.waiting.filter((message) => message.timeMs >= oldestMs)));
}

/**
 * Moves the clock to a time that is believed, and never back. Gives the messages which waited while it did not stand yet
 * and are older than `oldestMs`: those are refused.
 */
export function believe(
  clock: PartitionClock,
  { timeMs, oldestMs }: { readonly timeMs: number; readonly oldestMs: number },
): readonly WaitingMessage[] {
  if (clock.timeMs !== null) {
    moveTo(clock, timeMs);
    return [];
  }
  clock.timeMs = timeMs;
  aim(clock);
  return takeOut(clock, (message) => message.timeMs < oldestMs);
}

/**
 * Takes out the waiting messages that are near by now, in the order of the log. All of them are heard at once: else the
 * first would be the only opinion there is.
 */
export function released(clock: PartitionClock): readonly WaitingMessage[] {
  if (clock.waiting.length === 0) return clock.waiting;
  const taken = takeOut(clock, ({ timeMs }) => isNear(clock, timeMs));
  for (const { producer, timeMs, reading } of taken)
    if (reading === null) moveTo(clock, timeMs);
    else if (clock.latest.has(producer) || clock.latest.size < maxProducers)
      clock.latest.set(producer, timeMs);
  if (taken.length > 0) aim(clock);
  return taken;
}

/** Takes out what a near message refuses: it is the second one that came later and agrees with the clock. */
export function refusedBecauseOf(clock: PartitionClock, near: TimedMessage): readonly WaitingMessage[] {
  if (clock.waiting.length === 0) return clock.waiting;
  if (clock.timeMs === null || near.timeMs < clock.timeMs - clockAgreementMs) return [];
  for (const message of clock.waiting) if (message.place < near.place) message.against += 1;
  return takeOut(clock, ({ against }) => against >= refusedBy);
}

/** Takes out what waits and is of a time after `timeMs`. */
export function waitingAfter(clock: PartitionClock, timeMs: number): readonly WaitingMessage[] {
  return takeOut(clock, (message) => message.timeMs > timeMs);
}

function takeOut(clock: PartitionClock, which: (message: WaitingMessage) => boolean): WaitingMessage[] {
  const taken = clock.waiting.filter(which);
  if (taken.length > 0) clock.waiting = clock.waiting.filter((message) => !which(message));
  return taken;
}

/** Counts a near message as its producer's opinion, or moves to a tick's time; whether the clock has moved by it. */
export function hear(clock: PartitionClock, { producer, timeMs, reading }: TimedMessage): boolean {
  if (reading === null) return moveTo(clock, timeMs);
  const before = clock.latest.get(producer);
  if (before === undefined && clock.latest.size >= maxProducers) return false;
  clock.latest.set(producer, timeMs);
  if (before !== undefined && before >= clock.stepEndMs) clock.ahead -= 1;
  if (timeMs >= clock.stepEndMs) clock.ahead += 1;
  return settle(clock);
}

/** Moves the clock to where more than half of the producers are; whether that is further than it was. */
export function settle(clock: PartitionClock): boolean {
  const beforeMs = clock.timeMs;
  while (clock.latest.size > 0 && clock.ahead >= majorityOf(clock.latest.size)) {
    const times = [...clock.latest.values()].sort((one, other) => other - one);
    clock.timeMs = times[majorityOf(times.length) - 1] as number;
    forgetTheSilent(clock);
    aim(clock);
  }
  return clock.timeMs !== beforeMs;
}

function moveTo(clock: PartitionClock, timeMs: number): boolean {
  if (timeMs <= (clock.timeMs as number)) return false;
  clock.timeMs = timeMs;
  forgetTheSilent(clock);
  aim(clock);
  return true;
}

/** More than half. */
function majorityOf(producers: number): number {
  return Math.floor(producers / 2) + 1;
}

function forgetTheSilent({ latest, timeMs }: PartitionClock): void {
  for (const [producer, newestMs] of latest)
    if (newestMs < (timeMs as number) - clockAgreementMs) latest.delete(producer);
}

/** Sets the end of the next step, and counts who has reached it. */
function aim(clock: PartitionClock): void {
  const { timeMs, stepMs, phaseMs } = clock;
  if (timeMs === null) return;
  clock.stepEndMs = (Math.floor((timeMs - phaseMs) / stepMs) + 1) * stepMs + phaseMs;
  clock.ahead = 0;
  for (const newestMs of clock.latest.values()) if (newestMs >= clock.stepEndMs) clock.ahead += 1;
}
