import {
  copyOf,
  type ReadOptions,
  type RecordedMessage,
  type RecordingBatch,
  type RecordingItem,
  readRecordings,
} from "@tocsin/adapters/file";
import { movedTime, perturber, valueOf } from "@tocsin/worlds/perturbation";
import type { Topics } from "@tocsin/contracts";
import { inputFault, type ProcessFault } from "../exit-codes.ts";
import { isCommandsTopic, isEvidenceTopic } from "../replay/recorded-commands.ts";
import { isWindowsTopic } from "../replay/recorded-places.ts";
import { recordedTopic } from "../settings/recorded-topic.ts";
import { type Changes, isChanging, type Shift } from "./request.ts";

/** What shifting by whole windows needs to know, and now for `--shift now`: epoch milliseconds. */
export interface ChangeContext {
  readonly topics: Topics;
  readonly windowMs: number;
  readonly nowMs: number;
}

/**
 * Recordings with what is asked for changed, in this order: cut to the times that are wanted, perturbed, shifted. Commands
 * that were told before the times that are wanted stay, for they may still hold, and are not perturbed. What is no message
 * is left as it is.
 */
export async function* changedRecordings(
  paths: readonly string[],
  options: ReadOptions,
  changes: Changes,
  context: ChangeContext,
): AsyncGenerator<RecordingBatch, void> {
  const batches = readRecordings(paths, options);
  if (!isChanging(changes)) {
    yield* batches;
    return;
  }
  const isWanted = wanted(changes, context.topics);
  const going = perturber<RecordedMessage>(changes.perturb, changes.seed);
  const shifting = shifter(changes.shift, context);
  const isPlain = changes.perturb.length === 0;
  let last: RecordingBatch | null = null;
  for await (const batch of batches) {
    last = batch;
    const items = batch.items.flatMap((read): readonly RecordingItem[] => {
      if (read.kind !== "message") return [read];
      if (!isWanted(read)) return [];
      const item = copyOf(read);
      const isOnTheWay = !isPlain && isTelemetry(item, context.topics);
      return (isOnTheWay ? going.push(item) : [item]).flatMap(shifting.next);
    });
    yield { ...batch, items };
  }
  if (last !== null) yield { ...last, items: [...going.end().flatMap(shifting.next), ...shifting.end()] };
}

function wanted({ fromMs, untilMs }: Changes, topics: Topics): (message: RecordedMessage) => boolean {
  return ({ topic, arrivalMs }) =>
    (untilMs === null || arrivalMs < untilMs) &&
    (fromMs === null || arrivalMs >= fromMs || isCommandsTopic(topic, topics));
}

function isTelemetry({ topic }: RecordedMessage, topics: Topics): boolean {
  const { errorRate, deliveryLatency, reportVolume } = topics;
  return [errorRate, deliveryLatency, reportVolume].includes(recordedTopic(topic, topics));
}

interface Shifter {
  readonly next: (message: RecordedMessage) => readonly RecordedMessage[];
  readonly end: () => readonly RecordedMessage[];
}

/**
 * By whole windows, so that what lay in one window lies in one; by the first message of telemetry. Commands in front of it
 * wait for it, since they lie any time before.
 */
function shifter(shift: Shift | null, { windowMs, nowMs, topics }: ChangeContext): Shifter {
  if (shift === null) return { next: (message) => [message], end: () => [] };
  const waiting: RecordedMessage[] = [];
  let byMs: number | null = null;
  const distance = (firstMs: number): number => {
    if (shift.kind === "by") return shift.ms;
    return (shift.kind === "now" ? nowMs : shift.timeMs) - firstMs;
  };
  return {
    next(message) {
      if (isBeyondShifting(message, topics)) throw shiftFault(message);
      waiting.push(message);
      if (byMs === null && isCommandsTopic(message.topic, topics)) return [];
      byMs ??= Math.floor(distance(message.arrivalMs) / windowMs) * windowMs;
      const by = byMs;
      return waiting.splice(0).map((one) => movedBy(one, by, isCommandsTopic(one.topic, topics)));
    },
    end: () => waiting.splice(0),
  };
}

/** What Tocsin itself has written says of times that are past. */
const isBeyondShifting = ({ topic }: RecordedMessage, topics: Topics): boolean =>
  isWindowsTopic(topic, topics) || isEvidenceTopic(topic, topics);

const shiftFault = ({ file, topic }: RecordedMessage): ProcessFault =>
  inputFault(`${file} holds ${topic}, and only telemetry and commands can be shifted`);

function movedBy(message: RecordedMessage, byMs: number, isCommand: boolean): RecordedMessage {
  const value = valueOf(message.payload);
  const arrivalMs = Math.max(0, message.arrivalMs + byMs);
  if (value === null) return { ...message, arrivalMs };
  const fields = isCommand ? ["fromWindow", "from", "to"] : ["ts", "tick"];
  const moved = fields
    .filter((field) => field in value)
    .map((field) => [field, movedTime(value[field], byMs)]);
  return { ...message, arrivalMs, payload: JSON.stringify({ ...value, ...Object.fromEntries(moved) }) };
}
