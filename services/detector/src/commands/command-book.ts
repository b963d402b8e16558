import { setTimeout as wait } from "node:timers/promises";
import {
  deadLetter,
  type Log,
  type LogDelivery,
  LogFault,
  type LogReader,
  type NewLogRecord,
} from "@tocsin/log";
import type { Tell } from "../detection-session.ts";
import type { DetectorInstrumentation } from "../instrumentation.ts";
import { commandQueue, type QueuedCommand } from "./command-queue.ts";

/** What people tell the detector: read from the command topic as it comes, applied window by window. */
export interface CommandBook {
  /** Tells what is due before this window. */
  readonly beforeWindow: (windowStart: number, tell: Tell) => void;
  /** Takes in what has come; waits only where the topic is known to hold more than was read. */
  readOn(): Promise<void>;
  /** Takes in all that is there now, or as much as there is room for; gives up on a topic that does not answer for long. */
  readToEnd(stop: AbortSignal): Promise<void>;
  /** Whether more is known to be there than was read, and there is room. */
  isBehind(): boolean;
  /** Commands from this offset on are not due until it is lifted (null). */
  limit(offset: number | null): void;
  /** All commands in front of it are applied; null before the first. */
  appliedTo(): number | null;
  /** What came of commands since it was last asked. */
  drain(): CommandEffects;
  close(): Promise<void>;
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
  /** All in front of it were applied by the snapshot that is gone on from; null: none. */
  readonly appliedTo: number | null;
  /** Dead letters of all in front of it were committed; null: none. */
  readonly committedTo: number | null;
}

/** More only waits in memory: what is read later holds later. */
const mostWaiting = 1000;
/** How often a topic that is not there, or may not be read, is looked for. */
const lookEveryMs = 30_000;
const pollMs = 1000;
/** How long the commands are waited for at a start; longer, and windows would wait for a topic that may be out of reach. */
const patienceMs = 15_000;
const shortWaitMs = 100;

export function commandBook(options: CommandBookOptions): CommandBook {
  const { log, topic, instrumentation, nowMs } = options;
  const place = { topic, partition: 0 };
  const queue = commandQueue({ appliedTo: options.appliedTo });
  let committedTo = options.committedTo ?? 0;
  let next = options.appliedTo;
  let reader: LogReader | null = null;
  let lookAgainAtMs = Number.NEGATIVE_INFINITY;
  let isUnreadTold = false;
  let [isTold, isAnew] = [false, false];
  let letters: NewLogRecord[] = [];

  const take = (delivery: LogDelivery): void => {
    if (delivery.kind === "records") for (const record of delivery.records) queue.take(record);
    else if (delivery.kind === "undecodable") queue.takeUndecodable(delivery);
    else if (delivery.nextOffset < delivery.expectedOffset) beginAnew(delivery.nextOffset);
    else instrumentation.gap(place, { expected: delivery.expectedOffset, next: delivery.nextOffset });
    next = delivery.nextOffset;
  };
  const beginAnew = (offset: number): void => {
    queue.beginAnew(offset);
    committedTo = offset;
    isAnew = true;
  };

  /** Null as long as the topic is not there, may not be read or does not answer. */
  async function opened(): Promise<LogReader | null> {
    if (reader !== null) return reader;
    if (nowMs() < lookAgainAtMs) return null;
    await log.partitionCounts([topic]);
    next ??= (await log.span(place)).first;
    reader = log.reader([{ ...place, offset: next }]);
    isUnreadTold = false;
    return reader;
  }

  /** What keeps commands from being read does not keep windows from being judged: they hold later then. */
  async function unlessUnread(work: () => Promise<"read" | "more">): Promise<"read" | "more" | "unread"> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LogFault)) throw error;
      if (error.kind === "unreachable") {
        lookAgainAtMs = nowMs() + pollMs;
        return "more";
      }
      if (error.kind !== "topic-missing" && error.kind !== "refused") throw error;
      if (!isUnreadTold) instrumentation.commandsUnread(error);
      isUnreadTold = true;
      lookAgainAtMs = nowMs() + lookEveryMs;
      await reader?.close();
      reader = null;
      return "unread";
    }
  }

  const isBehind = (): boolean =>
    reader !== null && queue.size() < mostWaiting && (reader.lag(place) ?? 0) > 0;

  async function readWhatIsThere(): Promise<"read"> {
    const open = await opened();
    while (open !== null && queue.size() < mostWaiting) {
      const delivery = await open.next(isBehind() ? pollMs : 0);
      if (delivery === null) break;
      take(delivery);
    }
    return "read";
  }

  async function readPart(): Promise<"read" | "more"> {
    const open = await opened();
    if (open === null) return "more";
    const { end } = await log.span(place);
    if ((next ?? 0) >= end || queue.size() >= mostWaiting) return "read";
    const delivery = await open.next(pollMs);
    if (delivery !== null) take(delivery);
    return "more";
  }

  async function readToEnd(stop: AbortSignal): Promise<void> {
    const untilMs = nowMs() + patienceMs;
    while ((await unlessUnread(readPart)) === "more" && nowMs() < untilMs) {
      stop.throwIfAborted();
      instrumentation.processed(0);
      if (reader === null) await wait(shortWaitMs, undefined, { signal: stop }).catch(() => undefined);
    }
    stop.throwIfAborted();
  }

  return {
    beforeWindow: (windowStart, tell) => {
      for (const command of queue.due(windowStart)) apply(command, windowStart, tell);
    },
    readOn: async () => void (await unlessUnread(readWhatIsThere)),
    readToEnd,
    isBehind,
    limit: (offset) => queue.limit(offset),
    appliedTo: () => queue.appliedTo(),
    drain: () => {
      const effects = { isTold, isAnew, letters };
      [isTold, isAnew, letters] = [false, false, []];
      return effects;
    },
    close: async () => await reader?.close(),
  };

  function apply({ offset, content, holdsFrom }: QueuedCommand, windowStart: number, tell: Tell): void {
    if (content.kind === "feedback") return;
    if (content.kind === "refused") {
      if (offset < committedTo) return;
      letters.push(content.letter);
      instrumentation.commandRefused({ offset, code: content.code, reason: content.reason });
      return;
    }
    isTold = true;
    const answer = tell(content.command, offset);
    if (offset < committedTo) return;
    if (answer === "too-many") {
      const why = { code: "command-too-many", reason: "as much planned work is known as is kept" } as const;
      letters.push(deadLetter(content.record, why, false));
    }
    const id = content.command.kind === "add" ? content.command.work.id : content.command.id;
    instrumentation.commandApplied({
      offset,
      id,
      kind: content.command.kind,
      answer,
      windowStart,
      holdsFrom,
    });
  }
}
