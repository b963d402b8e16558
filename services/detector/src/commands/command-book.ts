import { deadLetter, type Log, type LogDelivery, logGap, type NewLogRecord } from "@tocsin/log";
import type { Tell } from "../detection-session.ts";
import type { DetectorInstrumentation } from "../instrumentation.ts";
import { commandQueue, type QueuedCommand } from "./command-queue.ts";
import { type CommandReader, commandReader } from "./command-reader.ts";

/** What people tell the detector: read from the command topic as it comes, applied window by window. */
export interface CommandBook extends CommandReader {
  /** Tells what is due before this window. */
  readonly beforeWindow: (windowStart: number, tell: Tell) => void;
  /** Commands from this offset on are not due until it is lifted (null). */
  limit(offset: number | null): void;
  /** All commands in front of it are applied; null before the first. */
  appliedTo(): number | null;
  /** What came of commands since it was last asked. */
  drain(): CommandEffects;
}

export interface CommandEffects {
  /** Whether detection was told something: its snapshot is another. */
  readonly isTold: boolean;
  /** Whether the topic was made anew since. */
  readonly isAnew: boolean;
  readonly letters: readonly NewLogRecord[];
}

export interface CommandBookOptions {
  readonly log: Log;
  readonly topic: string;
  readonly instrumentation: Pick<
    DetectorInstrumentation,
    "processed" | "gap" | "commandApplied" | "commandRefused" | "commandsUnread"
  >;
  readonly nowMs: () => number;
  readonly windowMs: number;
  /** All in front of it were applied by the snapshot that is gone on from; null: none. */
  readonly appliedTo: number | null;
  /** Dead letters of all in front of it were committed; null: none. */
  readonly committedTo: number | null;
}

/** More only waits in memory: what is read later holds later. */
const mostWaiting = 1000;

export function commandBook(options: CommandBookOptions): CommandBook {
  const { topic, instrumentation } = options;
  const queue = commandQueue(options);
  let committedTo = options.committedTo ?? 0;
  let [isTold, isAnew] = [false, false];
  let letters: NewLogRecord[] = [];

  const beginAnew = (offset: number): void => {
    queue.beginAnew(offset);
    committedTo = offset;
    isAnew = true;
  };
  const take = (delivery: LogDelivery): void => {
    if (delivery.kind === "records") for (const record of delivery.records) queue.take(record);
    else if (delivery.kind === "undecodable") queue.takeUndecodable(delivery);
    else if (delivery.reason === "deleted") instrumentation.gap({ topic, partition: 0 }, logGap(delivery));
    else beginAnew(delivery.nextOffset);
  };
  const apply = ({ offset, content, holdsFrom }: QueuedCommand, windowStart: number, tell: Tell): void => {
    if (content.kind === "feedback") return;
    const isNew = offset >= committedTo;
    if (content.kind === "refused") {
      if (!isNew) return;
      letters.push(content.letter);
      instrumentation.commandRefused({ offset, code: content.code, reason: content.reason });
      return;
    }
    isTold = true;
    const { command, record } = content;
    const answer = tell(command, offset);
    if (!isNew) return;
    if (answer === "too-many") letters.push(deadLetter(record, tooMany, false));
    const id = command.kind === "add" ? command.work.id : command.id;
    instrumentation.commandApplied({ offset, id, kind: command.kind, answer, windowStart, holdsFrom });
  };
  return {
    ...commandReader({
      ...options,
      from: options.appliedTo,
      take,
      hasRoom: () => queue.size() < mostWaiting,
    }),
    beforeWindow: (windowStart, tell) => {
      for (const command of queue.due(windowStart)) apply(command, windowStart, tell);
    },
    limit: (offset) => queue.limit(offset),
    appliedTo: () => queue.appliedTo(),
    drain: () => {
      const effects = { isTold, isAnew, letters };
      [isTold, isAnew, letters] = [false, false, []];
      return effects;
    },
  };
}

const tooMany = { code: "command-too-many", reason: "as much planned work is known as is kept" } as const;
