import {
  addReading,
  countRejected,
  type Frame,
  openReadings,
  participate,
  type Partition,
} from "../window/index.ts";
import type { Delivery } from "./delivery.ts";
import type { IntakeConfig } from "./intake-config.ts";
import { beginAgain, closeAtEnd, isJumpTo, moveByClock, moveTime } from "./intake-clock.ts";
import { type IntakeRefusal, jumpRefusal, readingRefusal } from "./intake-refusal.ts";
import {
  type IntakeSnapshot,
  intakeSnapshot,
  type IntakeState,
  intakeState,
  partitionOf,
} from "./intake-state.ts";

export interface IntakeOutput {
  /** Frames of the windows that this step closed, by window, topic, partition and part. */
  readonly frames: readonly Frame[];
  /** Why the delivery just stepped does not count; null when it does, and when it came in as `rejected`. */
  readonly refused: IntakeRefusal | null;
}

export interface IntakeEnd extends IntakeOutput {
  /** Accepted readings of windows whose end the input did not reach; they are in no frame. */
  readonly unfinished: number;
}

/** Steps 1 and 2: deliveries in, frames of closed windows out. */
export interface Intake {
  step(delivery: Delivery): IntakeOutput;
  /**
   * Moves a partition on by the wall clock, for a partition that was read to its end: whatever arrived before `timeMs`
   * has been given to `step`. Gives the frames of the windows that close by it (`closedBy: "clock"`), empty ones too.
   */
  advance(place: { readonly topic: string; readonly partition: number }, timeMs: number): readonly Frame[];
  end(): IntakeEnd;
  /** Plain data, and no part of it is shared with the running intake. */
  snapshot(): IntakeSnapshot;
}

const nothing: IntakeOutput = { frames: [], refused: null };

/**
 * The intake over all partitions that it is given: those of a replay's input, or the one of a live task.
 *
 * - A partition's own messages move its time: the watermark is its newest arrival (or tick) less the allowed lateness.
 * - The other partitions' arrivals move it too, but only `partitionIdleMs` behind them. So if lines of different
 *   partitions never stand further out of order than that, a partition's frames depend on its own log alone.
 *   (`closedBy` may differ inside a silence longer than that: whether the partition's next message or the others'
 *   came first is a fact about the order of the input.)
 * - A message more than `maxJumpMs` ahead of everything before it is refused; see `timesAreChecked`.
 * - A refused message moves nothing: a message that contradicts itself does not tell the time.
 * - At the end every partition is moved to the newest watermark of any (`closedBy: "clock"`), and then to the newest
 *   arrival (`closedBy: "end"`), because no straggler can come any more. The window in which the input breaks off is
 *   incomplete and gets no frame.
 *
 * Memory is that of the open windows. Throws for a topic that is not in `streams`, or that carries another stream's reading.
 */
export function intake(config: IntakeConfig, snapshot?: IntakeSnapshot): Intake {
  const state = intakeState(config, snapshot);
  return {
    step: (delivery) => step(state, delivery),
    advance: ({ topic, partition }, timeMs) =>
      moveByClock(state, partitionOf(state, topic, partition), timeMs),
    end: () => end(state),
    snapshot: () => intakeSnapshot(state),
  };
}

function step(state: IntakeState, delivery: Delivery): IntakeOutput {
  const partition = partitionOf(state, delivery.topic, delivery.partition);
  const { content, arrivalMs } = delivery;
  const timeMs = content.kind === "tick" ? Math.max(arrivalMs, content.tickMs) : arrivalMs;
  const isJump = isJumpTo(state, timeMs) && state.config.timesAreChecked !== true;
  if (content.kind === "rejected" || isJump) {
    countRejected(partition, isJump ? null : arrivalMs);
    if (content.kind === "rejected") return nothing;
    return { frames: [], refused: jumpRefusal(timeMs, state.newestArrivalMs as number) };
  }
  if (isJumpTo(state, timeMs)) beginAgain(state, partition);
  const frames = moveTime(state, partition, {
    timeMs,
    closedBy: content.kind === "tick" ? "tick" : "message",
  });
  const refused = addDelivered(partition, delivery, timeMs);
  return frames.length === 0 && refused === null ? nothing : { frames, refused };
}

function addDelivered(partition: Partition, delivery: Delivery, timeMs: number): IntakeRefusal | null {
  const { content } = delivery;
  if (content.kind !== "reading") {
    participate(partition, timeMs);
    return null;
  }
  if (content.reading.stream !== partition.stream) {
    throw new Error(`a reading of ${content.reading.stream} came from topic ${delivery.topic}`);
  }
  const { offset, arrivalMs } = delivery;
  const admission = addReading(partition, { offset, arrivalMs, reading: content.reading });
  return admission === "accepted" ? null : readingRefusal(admission, partition, content.reading);
}

function end(state: IntakeState): IntakeEnd {
  const frames = closeAtEnd(state);
  const unfinished = state.partitions.reduce((sum, partition) => sum + openReadings(partition), 0);
  return { frames, refused: null, unfinished };
}
