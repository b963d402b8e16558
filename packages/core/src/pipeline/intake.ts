import { countRejected, isNear, nextPlace, openReadings } from "../window/index.ts";
import type { Frame } from "../window/index.ts";
import type { Reading } from "../reading/reading.ts";
import type { Delivery } from "./delivery.ts";
import { inWindowOrder } from "./frame-order.ts";
import { closeAtEnd, moveByClock, type StepOutput, takeMessage } from "./intake-clock.ts";
import type { IntakeConfig } from "./intake-config.ts";
import type { RefusedMessage } from "./intake-refusal.ts";
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
  /** Readings that count from now on. */
  readonly accepted: number;
  /** Late readings that fill gaps: they are in the frame of the window in which they arrived, and count in no window. */
  readonly revised: number;
  /**
   * What does not count: the delivery just stepped, or earlier ones of which it is known only now. A delivery that came
   * in as `rejected` is not among them.
   */
  readonly refused: readonly RefusedMessage[];
  /** Messages of the delivery's partition that wait to be believed or refused, with the delivery if it does. */
  readonly waiting: number;
}

export interface IntakeEnd extends Omit<IntakeOutput, "waiting"> {
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
  advance(place: { readonly topic: string; readonly partition: number }, timeMs: number): IntakeOutput;
  end(): IntakeEnd;
  /** The furthest clock of any partition, epoch ms; null until one stands. */
  newestMs(): number | null;
  /** Plain data, and no part of it is shared with the running intake. */
  snapshot(): IntakeSnapshot;
}

const nothing: IntakeOutput = { frames: [], accepted: 0, revised: 0, refused: [], waiting: 0 };
const oneAccepted: IntakeOutput = { ...nothing, accepted: 1 };

/**
 * The intake over all partitions that it is given: those of a replay's input, or the one of a live task.
 *
 * - A partition's own messages move its clock, by the rule of `PartitionClock`: no single producer can. The watermark is
 *   the clock less the allowed lateness, and a window closes when the watermark reaches its end.
 * - The other partitions' clocks move it too, but only `partitionIdleMs` behind them. So if lines of different
 *   partitions never stand further out of order than that less twelve minutes, a partition's frames depend on its own log.
 *   (`closedBy` may differ inside a silence longer than that: whether the partition's next message or the others'
 *   came first is a fact about the order of the input.)
 * - A reading whose window closed not more than `reviseMs` ago fills a gap where none of its series is there yet. It
 *   stands apart in the frame of the window in which it arrived.
 * - A message whose time nobody confirms is refused, and one more than `maxJumpMs` ahead of everything before it; see
 *   `timesAreChecked`. A refused message opens, closes and keeps nothing.
 * - At the end what waits uncontradicted is taken, and every partition is moved to the newest watermark of any
 *   (`closedBy: "clock"`), and then to the newest time that two producers have reached (`closedBy: "end"`), because no
 *   straggler can come any more. The window in which the input breaks off is incomplete and gets no frame.
 *
 * Memory is that of the open windows, of what waits (at most ten minutes of messages, or two thousand), and with
 * `reviseMs` of each series that was seen within it: its name, and a bit for each window.
 * Throws for a topic that is not in `streams`, or that carries another stream's reading.
 */
export function intake(config: IntakeConfig, snapshot?: IntakeSnapshot): Intake {
  const state = intakeState(config, snapshot);
  return {
    step: (delivery) => step(state, delivery),
    advance: ({ topic, partition }, timeMs) => {
      const out = newOutput();
      const moved = partitionOf(state, topic, partition);
      moveByClock(state, moved, timeMs, out);
      return finished(out, moved.clock.waiting.length);
    },
    end: () => end(state),
    newestMs: () => state.newestMs,
    snapshot: () => intakeSnapshot(state),
  };
}

const newOutput = (): StepOutput => ({ frames: [], accepted: 0, revised: 0, refused: [] });

function finished({ frames, accepted, revised, refused }: StepOutput, waiting: number): IntakeOutput {
  if (frames.length === 0 && refused.length === 0 && revised === 0 && waiting === 0) {
    if (accepted === 0) return nothing;
    if (accepted === 1) return oneAccepted;
  }
  return { frames: frames.length > 1 ? inWindowOrder(frames) : frames, accepted, revised, refused, waiting };
}

function step(state: IntakeState, delivery: Delivery): IntakeOutput {
  const partition = partitionOf(state, delivery.topic, delivery.partition);
  const { offset, arrivalMs, content } = delivery;
  const out = newOutput();
  if (content.kind === "rejected") {
    countRejected(partition, isNear(partition.clock, arrivalMs) ? arrivalMs : null);
  } else if (content.kind === "tick") {
    const timeMs = Math.max(arrivalMs, content.tickMs);
    const place = nextPlace(partition.clock);
    const tick = { offset, place, arrivalMs, timeMs, producer: tickProducer, reading: null };
    takeMessage(state, partition, tick, out);
  } else {
    const { reading } = content;
    if (reading.stream !== partition.stream) {
      throw new Error(`a reading of ${reading.stream} came from topic ${delivery.topic}`);
    }
    const producer = producerOf(reading);
    const place = nextPlace(partition.clock);
    takeMessage(state, partition, { offset, place, arrivalMs, timeMs: arrivalMs, producer, reading }, out);
  }
  return finished(out, partition.clock.waiting.length);
}

/** No service has this name: names are never empty. */
const tickProducer = "";

/** A service as a source sees it is one producer, whatever its operations and regions are. */
function producerOf({ service, source }: Pick<Reading, "service" | "source">): string {
  return source === null ? service : `${service}\n${source}`;
}

function end(state: IntakeState): IntakeEnd {
  const out = newOutput();
  closeAtEnd(state, out);
  const unfinished = state.partitions.reduce((sum, partition) => sum + openReadings(partition), 0);
  return { ...out, frames: inWindowOrder(out.frames), unfinished };
}
