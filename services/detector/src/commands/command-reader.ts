import { setTimeout as wait } from "node:timers/promises";
import { type Log, type LogDelivery, LogFault, type LogReader } from "@tocsin/log";
import type { DetectorInstrumentation } from "../instrumentation.ts";

/** The command topic as far as it is there. What keeps it from being read keeps nobody from judging. */
export interface CommandReader {
  /** Takes in what has come; waits only where the topic is known to hold more than was read. */
  readOn(): Promise<void>;
  /** Takes in all that is there now, or as much as there is room for; gives up on a topic that does not answer for long. */
  readToEnd(stop: AbortSignal): Promise<void>;
  /** Whether more is known to be there than was read, and there is room. */
  isBehind(): boolean;
  close(): Promise<void>;
}

export interface CommandReaderOptions {
  readonly log: Log;
  readonly topic: string;
  readonly instrumentation: Pick<DetectorInstrumentation, "processed" | "commandsUnread">;
  readonly nowMs: () => number;
  /** Where it is read from; null: from its beginning. */
  readonly from: number | null;
  readonly take: (delivery: LogDelivery) => void;
  readonly hasRoom: () => boolean;
}

interface State {
  next: number | null;
  reader: LogReader | null;
  lookAgainAtMs: number;
  isUnreadTold: boolean;
}

/** How often a topic that is not there, or may not be read, is looked for. */
const lookEveryMs = 30_000;
const pollMs = 1000;
/** How long commands are waited for at a start; longer, and windows would wait for a topic that may be out of reach. */
const patienceMs = 15_000;
const shortWaitMs = 100;

export function commandReader(options: CommandReaderOptions): CommandReader {
  const { nowMs, hasRoom, instrumentation } = options;
  const state: State = {
    next: options.from,
    reader: null,
    lookAgainAtMs: Number.NEGATIVE_INFINITY,
    isUnreadTold: false,
  };
  const isBehind = (): boolean =>
    state.reader !== null && hasRoom() && (state.reader.lag(placeOf(options)) ?? 0) > 0;
  return {
    readOn: async () => {
      await unlessUnread(options, state, async () => {
        const reader = await opened(options, state);
        if (reader === null) return "unread";
        while (hasRoom()) {
          const delivery = await reader.next(isBehind() ? pollMs : 0);
          if (delivery === null) break;
          take(options, state, delivery);
        }
        return "read";
      });
    },
    async readToEnd(stop) {
      const untilMs = nowMs() + patienceMs;
      const part = async () => await readPart(options, state);
      while ((await unlessUnread(options, state, part)) === "more" && nowMs() < untilMs) {
        stop.throwIfAborted();
        instrumentation.processed(0);
        if (state.reader === null)
          await wait(shortWaitMs, undefined, { signal: stop }).catch(() => undefined);
      }
      stop.throwIfAborted();
    },
    isBehind,
    close: async () => await state.reader?.close(),
  };
}

const placeOf = ({ topic }: CommandReaderOptions) => ({ topic, partition: 0 });

function take(options: CommandReaderOptions, state: State, delivery: LogDelivery): void {
  options.take(delivery);
  state.next = delivery.nextOffset;
}

/** Null as long as the topic is not there, may not be read or does not answer. */
async function opened(options: CommandReaderOptions, state: State): Promise<LogReader | null> {
  if (state.reader !== null) return state.reader;
  if (options.nowMs() < state.lookAgainAtMs) return null;
  const place = placeOf(options);
  await options.log.partitionCounts([place.topic]);
  state.next ??= (await options.log.span(place)).first;
  state.reader = options.log.reader([{ ...place, offset: state.next }]);
  state.isUnreadTold = false;
  return state.reader;
}

async function readPart(options: CommandReaderOptions, state: State): Promise<Reading> {
  const reader = await opened(options, state);
  if (reader === null) return "more";
  const { end } = await options.log.span(placeOf(options));
  if ((state.next ?? 0) >= end || !options.hasRoom()) return "read";
  const delivery = await reader.next(pollMs);
  if (delivery !== null) take(options, state, delivery);
  return "more";
}

type Reading = "read" | "more" | "unread";

async function unlessUnread(
  { nowMs, instrumentation }: CommandReaderOptions,
  state: State,
  read: () => Promise<Reading>,
): Promise<Reading> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof LogFault)) throw error;
    if (error.kind === "unreachable") {
      state.lookAgainAtMs = nowMs() + pollMs;
      return "more";
    }
    if (error.kind !== "topic-missing" && error.kind !== "refused") throw error;
    if (!state.isUnreadTold) instrumentation.commandsUnread(error);
    state.isUnreadTold = true;
    state.lookAgainAtMs = nowMs() + lookEveryMs;
    await state.reader?.close();
    state.reader = null;
    return "unread";
  }
}
