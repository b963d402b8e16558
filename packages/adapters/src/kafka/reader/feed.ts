/** What was fetched of one partition and what of that was delivered, with its gaps, its end and its faults. */
import type { LogDelivery, LogFault, LogPlace, LogPosition } from "@tocsin/log";
import {
  type Chunk,
  CommittedRecords,
  offsetBehind,
  type PartitionAnswer,
} from "../decode/committed-records.ts";

/** One is being delivered, one waits: more would only cost memory. */
const bufferedChunks = 2;

/** One partition as one reader reads it: what was fetched of it, and what of that was delivered. */
export interface Feed {
  readonly place: LogPlace;
  /** Where it is fetched on. */
  fetchOffset(): number;
  /** Whether there is room for more. */
  wants(nowMs: number): boolean;
  /** Since when there has been no room; null while there is. */
  fullSinceMs(): number | null;
  /** Takes what a request that was sent at this time brought, if it was asked for where the feed still stands. */
  take(answer: PartitionAnswer, asked: { readonly offset: number; readonly sentAtMs: number }): void;
  /** The log begins behind where it was to be read on. */
  skipTo(offset: number, from: number): void;
  /** Not to be asked for before then. */
  rest(untilMs: number): void;
  restsUntilMs(): number;
  /** Counts failures in a row, for the length of rests. */
  failures(): number;
  fail(fault: LogFault): void;
  seek(position: LogPosition): void;
  /** The next thing to deliver; null when nothing is there. Throws the fault that was given, once. */
  deliver(): LogDelivery | null;
  endSeenAtMs(): number | null;
  lag(): number | null;
}

interface FeedState {
  position: number;
  fetchOffset: number;
  chunks: Chunk[];
  current: CommittedRecords | null;
  gap: { readonly expectedOffset: number; readonly nextOffset: number } | null;
  endSeenAtMs: number | null;
  visibleEnd: number | null;
  fault: LogFault | null;
  restUntilMs: number;
  fullSinceMs: number | null;
  failures: number;
}

function stateAt(offset: number): FeedState {
  return {
    position: offset,
    fetchOffset: offset,
    chunks: [],
    current: null,
    gap: null,
    endSeenAtMs: null,
    visibleEnd: null,
    fault: null,
    restUntilMs: 0,
    fullSinceMs: null,
    failures: 0,
  };
}

export function feed(from: LogPosition): Feed {
  const place: LogPlace = { topic: from.topic, partition: from.partition };
  let state = stateAt(from.offset);
  const isDelivered = (): boolean =>
    state.current === null && state.chunks.length === 0 && state.gap === null;

  return {
    place,
    fetchOffset: () => state.fetchOffset,
    wants: (nowMs) =>
      state.chunks.length < bufferedChunks &&
      state.gap === null &&
      state.fault === null &&
      state.restUntilMs <= nowMs,
    fullSinceMs: () => state.fullSinceMs,
    take: (answer, { offset, sentAtMs }) => {
      if (offset !== state.fetchOffset || state.gap !== null) return;
      state.failures = 0;
      state.visibleEnd = answer.lastStableOffset;
      const next = offsetBehind(answer.batches, offset);
      if (next > offset) {
        // A copy, or one slow partition would hold the whole answer of all partitions.
        const batches = Buffer.from(answer.batches);
        state.chunks.push({ place, fetchOffset: offset, batches, aborted: answer.aborted });
        state.fetchOffset = next;
        state.endSeenAtMs = null;
        if (state.chunks.length >= bufferedChunks) state.fullSinceMs = performance.now();
        return;
      }
      // Behind the last stable offset stand records of open transactions: they may still be committed, with times of
      // before this request, so the end has not been read.
      const atEnd = offset >= answer.highWatermark;
      state.endSeenAtMs = atEnd && isDelivered() ? sentAtMs : null;
    },
    skipTo: (offset, expected) => {
      if (expected !== state.fetchOffset || offset === expected) return;
      state.gap = { expectedOffset: expected, nextOffset: offset };
      state.fetchOffset = offset;
      state.endSeenAtMs = null;
    },
    rest: (untilMs) => {
      state.failures += 1;
      state.restUntilMs = untilMs;
    },
    restsUntilMs: () => state.restUntilMs,
    failures: () => state.failures,
    fail: (fault) => {
      state.fault = fault;
    },
    seek: ({ offset }) => {
      state = stateAt(offset);
    },
    deliver: () => {
      for (;;) {
        const delivery = nextOf(state, place);
        if (delivery !== null) {
          state.position = delivery.nextOffset;
          return delivery;
        }
        if (state.current === null) break;
        state.current = null;
      }
      const { fault } = state;
      state.fault = null;
      if (fault !== null) throw fault;
      return null;
    },
    endSeenAtMs: () => state.endSeenAtMs,
    lag: () => (state.visibleEnd === null ? null : Math.max(0, state.visibleEnd - state.position)),
  };
}

function nextOf(state: FeedState, place: LogPlace): LogDelivery | null {
  if (state.current === null) {
    const chunk = state.chunks.shift();
    if (chunk === undefined) {
      const { gap } = state;
      state.gap = null;
      return gap === null ? null : { kind: "gap", place, ...gap };
    }
    state.fullSinceMs = null;
    state.current = new CommittedRecords(chunk);
  }
  const piece = state.current.next();
  return piece === null ? null : { ...piece, place };
}
