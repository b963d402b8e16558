import { oldestOpenWindow, watermarkAt } from "../time/watermark.ts";
import {
  addReading,
  believe,
  clockAgreementMs,
  closeByClock,
  closerOf,
  closeWindows,
  countRejected,
  type Frame,
  hear,
  isNear,
  participate,
  type Partition,
  refusedBecauseOf,
  released,
  settle,
  startOf,
  resetPartition,
  type TimedMessage,
  wait,
  waitingAfter,
  type WaitingMessage,
} from "../window/index.ts";
import { maxJumpMs } from "./intake-config.ts";
import { doubtRefusal, jumpRefusal, readingRefusal, type RefusedMessage } from "./intake-refusal.ts";
import { clockWindow, type IntakeState } from "./intake-state.ts";

type Closer = ReturnType<typeof closerOf>;

/** What a step gives out, as far as it has come. */
export interface StepOutput {
  readonly frames: Frame[];
  /** Readings that count from now on. */
  accepted: number;
  /** Late readings that fill gaps from now on. */
  revised: number;
  readonly refused: RefusedMessage[];
}

/** Takes a message if its partition's clock bears it; else it waits until it is believed or refused. */
export function takeMessage(
  state: IntakeState,
  partition: Partition,
  message: TimedMessage,
  out: StepOutput,
): void {
  if (isNear(partition.clock, message.timeMs)) takeNear(state, partition, message, out);
  else takeFar(state, partition, message, out);
}

function takeNear(state: IntakeState, partition: Partition, message: TimedMessage, out: StepOutput): void {
  if (hear(partition.clock, message)) pass(state, partition, closerOf(message), out);
  add(partition, message, out);
  refuseBecauseOf(partition, message, out);
}

function takeFar(state: IntakeState, partition: Partition, message: TimedMessage, out: StepOutput): void {
  const timeMs = wait(partition.clock, message);
  if (timeMs === null) return;
  if (isJumpTo(state, timeMs)) {
    if (!mayBeginAgain(state)) {
      refuseJump(state, partition, out);
      return;
    }
    beginAgain(state, partition);
  }
  const oldestMs = timeMs - clockAgreementMs;
  const startMs = startOf(partition.clock, { timeMs, oldestMs });
  for (const refused of believe(partition.clock, { timeMs: startMs, oldestMs }))
    doubt(partition, refused, out);
  close(state, partition, closerOf(message), out);
  pass(state, partition, closerOf(message), out);
}

/**
 * After a partition's clock has moved: what waited and is near by now is taken before windows close, because it came
 * before the message that moved the clock. What it says of the time may move the clock further.
 */
function pass(state: IntakeState, partition: Partition, closedBy: Closer, out: StepOutput): void {
  do {
    release(partition, out);
    close(state, partition, closedBy, out);
  } while (settle(partition.clock));
  moveOthers(state, partition, out);
}

function close(state: IntakeState, partition: Partition, closedBy: Closer, out: StepOutput): void {
  for (const frame of closeByClock(partition, closedBy, state.config)) out.frames.push(frame);
}

function release(partition: Partition, out: StepOutput): void {
  for (const message of released(partition.clock)) {
    add(partition, message, out);
    refuseBecauseOf(partition, message, out);
  }
}

function refuseBecauseOf(partition: Partition, message: TimedMessage, out: StepOutput): void {
  for (const refused of refusedBecauseOf(partition.clock, message)) doubt(partition, refused, out);
}

function add(partition: Partition, message: TimedMessage, out: StepOutput): void {
  const { offset, arrivalMs, timeMs, reading } = message;
  if (reading === null) {
    participate(partition, timeMs);
    return;
  }
  const admission = addReading(partition, { offset, arrivalMs, reading });
  if (admission === "accepted") out.accepted += 1;
  else if (admission === "revised") out.revised += 1;
  else out.refused.push({ ...placeOf(partition, message), ...readingRefusal(admission, partition, reading) });
}

/** Refuses a message whose time nobody confirms. It keeps nothing, so it may count anywhere: in the next frame. */
function doubt(partition: Partition, message: WaitingMessage, out: StepOutput): void {
  countRejected(partition, null);
  const why = doubtRefusal(message.timeMs, partition.clock.timeMs);
  out.refused.push({ ...placeOf(partition, message), ...why });
}

function refuseJump(state: IntakeState, partition: Partition, out: StepOutput): void {
  const newestMs = state.newestMs as number;
  for (const message of waitingAfter(partition.clock, newestMs + maxJumpMs)) {
    countRejected(partition, null);
    out.refused.push({ ...placeOf(partition, message), ...jumpRefusal(message.timeMs, newestMs) });
  }
}

function placeOf({ topic, partition }: Partition, { offset, arrivalMs, reading }: TimedMessage) {
  return { topic, partition, offset, arrivalMs, reading };
}

function isJumpTo({ newestMs }: IntakeState, timeMs: number): boolean {
  return newestMs !== null && timeMs > newestMs + maxJumpMs;
}

/** Whether what was read until now can be given up: nothing of it was given out, or somebody knows what time it is. */
function mayBeginAgain({ config, partitions }: IntakeState): boolean {
  return config.timesAreChecked === true || !partitions.some(({ started }) => started);
}

/** The partition and the shared clock begin anew: what stood before was of a clock that was never set. */
function beginAgain(state: IntakeState, partition: Partition): void {
  resetPartition(partition, state.config);
  state.newestMs = null;
  state.clockOldestOpen = null;
}

/** After a partition's clock has moved: moves all others, `partitionIdleMs` behind the one that is furthest. */
function moveOthers(state: IntakeState, { clock: { timeMs } }: Partition, out: StepOutput): void {
  if (timeMs === null || !isNewer(timeMs, state.newestMs)) return;
  state.newestMs = timeMs;
  const oldestOpen = clockWindow(state.config, timeMs);
  if (state.clockOldestOpen !== null && oldestOpen <= state.clockOldestOpen) return;
  state.clockOldestOpen = oldestOpen;
  const passedMs = timeMs - state.config.partitionIdleMs;
  for (const partition of state.partitions) {
    believeWaiting(partition, { timeMs: passedMs, oldestMs: passedMs - state.config.partitionIdleMs }, out);
    closeWindows(partition, { oldestOpen, closedBy: "clock", watermarkMs: null }, out.frames);
  }
}

function isNewer(timeMs: number, newestMs: number | null): boolean {
  return newestMs === null || timeMs > newestMs;
}

/** What a clock from outside has passed need not be confirmed any more. */
function believeWaiting(
  partition: Partition,
  to: { readonly timeMs: number; readonly oldestMs: number },
  out: StepOutput,
): void {
  if (!partition.clock.waiting.some(({ timeMs }) => timeMs <= to.timeMs)) return;
  for (const refused of believe(partition.clock, to)) doubt(partition, refused, out);
  release(partition, out);
}

/**
 * Moves one partition by a clock from outside: everything that arrived before `timeMs` is known to be there. A partition
 * without a message takes part from then on, and one whose time jumps by more than `maxJumpMs` begins anew: one message of
 * a clock that was never set would ask for frames of millions of windows.
 */
export function moveByClock(state: IntakeState, partition: Partition, timeMs: number, out: StepOutput): void {
  if (isJumpTo(state, timeMs)) beginAgain(state, partition);
  believeWaiting(partition, { timeMs, oldestMs: timeMs - maxJumpMs }, out);
  participate(partition, timeMs);
  if (isNewer(timeMs, state.newestMs)) state.newestMs = timeMs;
  const oldestOpen = oldestOpenWindow(watermarkAt(timeMs, state.config), partition.windowMs);
  closeWindows(partition, { oldestOpen, closedBy: "clock", watermarkMs: null }, out.frames);
}

/**
 * Takes what nobody has contradicted yet, and moves every partition to the newest watermark of any, then to the newest
 * time that two producers have reached.
 */
export function closeAtEnd(state: IntakeState, out: StepOutput): void {
  const { newestMs, config } = state;
  for (const partition of state.partitions) takeAtEnd(partition, newestMs, out);
  const clocks = state.partitions.map(({ clock }) => clock.timeMs ?? Number.NEGATIVE_INFINITY);
  const endMs = Math.max(newestMs ?? Number.NEGATIVE_INFINITY, ...clocks, reachedByTwo(state.partitions));
  if (endMs === Number.NEGATIVE_INFINITY) return;
  const reached = oldestOpenWindow(watermarkAt(endMs, config), config.windowMs);
  const arrived = oldestOpenWindow(endMs, config.windowMs);
  for (const partition of state.partitions)
    closeWindows(partition, { oldestOpen: reached, closedBy: "clock", watermarkMs: null }, out.frames);
  for (const partition of state.partitions)
    closeWindows(partition, { oldestOpen: arrived, closedBy: "end", watermarkMs: null }, out.frames);
}

function takeAtEnd(partition: Partition, newestMs: number | null, out: StepOutput): void {
  const { clock } = partition;
  if (clock.waiting.length === 0) return;
  if (clock.timeMs === null) {
    const timeMs = closestTo(clock.waiting, newestMs);
    believeWaiting(partition, { timeMs, oldestMs: timeMs - clockAgreementMs }, out);
  }
  for (const message of waitingAfter(clock, Number.NEGATIVE_INFINITY)) {
    if (message.against > 0) {
      doubt(partition, message, out);
      continue;
    }
    if (message.reading !== null) clock.latest.set(message.producer, message.timeMs);
    add(partition, message, out);
  }
}

/** Of messages that nothing tells apart: the one that is closest to what other partitions say, else the earliest. */
function closestTo(waiting: readonly WaitingMessage[], newestMs: number | null): number {
  const from = newestMs ?? Number.NEGATIVE_INFINITY;
  let best = (waiting[0] as WaitingMessage).timeMs;
  for (const { timeMs } of waiting) {
    const isCloser = newestMs === null ? timeMs < best : Math.abs(timeMs - from) < Math.abs(best - from);
    if (isCloser) best = timeMs;
  }
  return best;
}

/** The newest time that two producers have reached, or the only one there is; minus infinity where there is none. */
function reachedByTwo(partitions: readonly Partition[]): number {
  const newest = new Map<string, number>();
  for (const { clock } of partitions)
    for (const [producer, timeMs] of clock.latest)
      newest.set(producer, Math.max(timeMs, newest.get(producer) ?? timeMs));
  const times = [...newest.values()].sort((one, other) => other - one);
  return times[1] ?? times[0] ?? Number.NEGATIVE_INFINITY;
}
