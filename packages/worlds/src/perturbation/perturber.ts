import { randomStream, uniform } from "../random/index.ts";
import { failed } from "./fail.ts";
import { movedTime, type Value, valueOf, withBuckets, withNumbers } from "./reading.ts";
import type { Step, Target } from "./step.ts";
import { waitingRoom } from "./waiting-room.ts";

/** A message in the log, and its place in it. */
export interface Logged {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly arrivalMs: number;
  readonly payload: string | Uint8Array | null;
}

/** Takes messages in order of arrival, and gives what the log would have held if things had gone wrong on the way. */
export interface Perturber<Message extends Logged> {
  /** What may go now, in order. */
  readonly push: (message: Message) => readonly Message[];
  /** What is left. */
  readonly end: () => readonly Message[];
}

/**
 * Steps are applied to each message in their order. Of one seed the same comes out, and a step draws for each message from
 * a source of its own: another step more changes nothing of what the others draw. Offsets are given anew, from 0 in each
 * partition. Memory is what came within the longest delay.
 */
export function perturber<Message extends Logged>(steps: readonly Step[], seed: number): Perturber<Message> {
  const room = waitingRoom<Message>();
  const ordinals = new Map<string, number>();
  const offsets = new Map<string, number>();
  let clockMs = Number.NEGATIVE_INFINITY;

  const numbered = (message: Message): Message => {
    const place = placeOf(message);
    const offset = offsets.get(place) ?? 0;
    offsets.set(place, offset + 1);
    return { ...message, offset };
  };

  return {
    push(message) {
      const place = placeOf(message);
      const ordinal = ordinals.get(place) ?? 0;
      ordinals.set(place, ordinal + 1);
      clockMs = Math.max(clockMs, message.arrivalMs);
      const draw = (step: number, what: string): number =>
        uniform(randomStream(seed, String(step), what, place, String(ordinal)));
      for (const on of onTheWay(message, steps, draw)) {
        room.add(on.message, clockMs + on.waitMs);
      }
      return room.until(clockMs).map(numbered);
    },
    end: () => room.until(Number.POSITIVE_INFINITY).map(numbered),
  };
}

const placeOf = ({ topic, partition }: Logged): string => `${topic}/${partition}`;

/** A message, and how long it waits until it is in the log. */
interface OnTheWay<Message> {
  readonly message: Message;
  readonly waitMs: number;
}

type Draw = (step: number, what: string) => number;

function onTheWay<Message extends Logged>(
  original: Message,
  steps: readonly Step[],
  draw: Draw,
): readonly OnTheWay<Message>[] {
  const value = valueOf(original.payload);
  let all: readonly OnTheWay<Message>[] = [{ message: original, waitMs: 0 }];
  steps.forEach((step, at) => {
    if (!isMeant(step.target, original, value)) return;
    const { share = 1 } = step.target;
    if (share < 1 && draw(at, "share") >= share) return;
    all = all.flatMap((on) => after(on, step, (what) => draw(at, what)));
  });
  return all;
}

function isMeant(target: Target, { topic, partition, arrivalMs }: Logged, value: Value | null): boolean {
  const { services, source, fromMs, toMs } = target;
  return (
    (target.topic === undefined || target.topic === topic) &&
    (target.partition === undefined || target.partition === partition) &&
    (fromMs === undefined || arrivalMs >= fromMs) &&
    (toMs === undefined || arrivalMs < toMs) &&
    (services === undefined || services.some((service) => service === value?.["service"])) &&
    (source === undefined || value?.["source"] === source)
  );
}

function after<Message extends Logged>(
  { message, waitMs }: OnTheWay<Message>,
  step: Step,
  draw: (what: string) => number,
): readonly OnTheWay<Message>[] {
  const upTo = (ms: number): number => Math.round(ms * draw("time"));
  switch (step.kind) {
    case "drop":
    case "missing":
      return [];
    case "delay": {
      const laterMs = upTo(step.upToMs);
      return [{ message: arrived(message, laterMs), waitMs: waitMs + laterMs }];
    }
    case "disorder":
      return [{ message, waitMs: waitMs + upTo(step.upToMs) }];
    case "duplicate": {
      const laterMs = upTo(step.upToMs);
      const again = { message: arrived(message, laterMs), waitMs: waitMs + laterMs };
      return [{ message, waitMs }, again];
    }
    case "skew":
      return [{ message: skewed(message, step.byMs), waitMs }];
    case "scale":
      return [{ message: revalued(message, (value) => scaled(value, step.times)), waitMs }];
    case "fail": {
      const value = valueOf(message.payload);
      const sent = value === null ? null : failed(value, step, message.arrivalMs);
      if (value !== null && sent === null) return [];
      return [{ message: revalued(message, () => sent), waitMs }];
    }
  }
}

const arrived = <Message extends Logged>(message: Message, laterMs: number): Message => ({
  ...message,
  arrivalMs: message.arrivalMs + laterMs,
});

/** A producer writes its own time in the value, and gives its message the same clock's time. */
const skewed = <Message extends Logged>(message: Message, byMs: number): Message =>
  revalued({ ...message, arrivalMs: Math.max(0, message.arrivalMs + byMs) }, (value) => ({
    ...value,
    ts: movedTime(value["ts"], byMs),
  }));

function scaled(value: Value, times: number): Value {
  const more = (count: number): number => Math.round(count * times);
  const counts = { requests: more, errors: more, delivered: more, undelivered: more, reports: more };
  return withBuckets(withNumbers(value, counts), { count: more });
}

function revalued<Message extends Logged>(message: Message, change: (value: Value) => Value | null): Message {
  const value = valueOf(message.payload);
  const changed = value === null ? null : change(value);
  return changed === null ? message : { ...message, payload: JSON.stringify(changed) };
}
