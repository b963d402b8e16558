/** What was fetched of one partition and what of that was delivered, with its gaps, its end and its faults. */
import type {
  HeldBack,
  LogDelivery,
  LogFault,
  LogGapReason,
  LogMark,
  LogPlace,
  LogPosition,
} from "@tocsin/log";
import { type Chunk, CommittedRecords, endOf, type PartitionAnswer } from "../decode/committed-records.ts";

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
  take(answer: PartitionAnswer, asked: Asked): void;
  /** What was to be read on at `from` is not there any more: the log `now` is read at this offset. */
  skipTo(offset: number, gap: Skipped): void;
  /** What is known of where it is fetched on. */
  fetchMark(): LogMark;
  /** The epoch of the leader whose log was compared with what was read; null before the first. */
  comparedEpoch(): number | null;
  /** The leader of this epoch has what was read. */
  compared(epoch: number): void;
  /** Of the offset behind the last delivery. */
  mark(): LogMark | null;
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
  heldBack(): HeldBack | null;
  lag(): number | null;
}

export interface Asked {
  readonly offset: number;
  readonly sentAtMs: number;
  /** The log as it was known then. */
  readonly log: LogMark;
}

/** Where it was to be read on, why not, and the log that is read instead. */
interface Skipped {
  readonly from: number;
  readonly reason: LogGapReason;
  readonly now: LogMark;
}

interface FeedState {
  position: number;
  fetchOffset: number;
  fetchMark: LogMark;
  comparedEpoch: number | null;
  givenMark: LogMark | null;
  /** Of the offset behind the chunk that is being delivered. */
  currentMark: LogMark | null;
  chunks: MarkedChunk[];
  current: CommittedRecords | null;
  gap: Gap | null;
  endSeenAtMs: number | null;
  heldBack: HeldBack | null;
  visibleEnd: number | null;
  fault: LogFault | null;
  restUntilMs: number;
  fullSinceMs: number | null;
  failures: number;
}

type MarkedChunk = Chunk & { readonly behind: LogMark };

interface Gap {
  readonly expectedOffset: number;
  readonly nextOffset: number;
  readonly reason: LogGapReason;
  readonly now: LogMark;
}

const unmarked: LogMark = { topicId: null, epoch: null };

function stateAt({ offset, mark }: LogPosition): FeedState {
  return {
    position: offset,
    fetchOffset: offset,
    fetchMark: mark ?? unmarked,
    comparedEpoch: null,
    givenMark: mark ?? null,
    currentMark: null,
    chunks: [],
    current: null,
    gap: null,
    endSeenAtMs: null,
    heldBack: null,
    visibleEnd: null,
    fault: null,
    restUntilMs: 0,
    fullSinceMs: null,
    failures: 0,
  };
}

export function feed(from: LogPosition, maxBatchBytes: number): Feed {
  const place: LogPlace = { topic: from.topic, partition: from.partition };
  let state = stateAt(from);

  return {
    place,
    fetchOffset: () => state.fetchOffset,
    wants: (nowMs) =>
      state.chunks.length < bufferedChunks &&
      state.gap === null &&
      state.fault === null &&
      state.restUntilMs <= nowMs,
    fullSinceMs: () => state.fullSinceMs,
    take: (answer, asked) => takeAnswer(state, place, answer, asked),
    skipTo: (offset, gap) => skipTo(state, offset, gap),
    fetchMark: () => state.fetchMark,
    comparedEpoch: () => state.comparedEpoch,
    compared: (epoch) => {
      state.comparedEpoch = epoch;
    },
    mark: () => state.givenMark,
    rest: (untilMs) => {
      state.failures += 1;
      state.restUntilMs = untilMs;
    },
    restsUntilMs: () => state.restUntilMs,
    failures: () => state.failures,
    fail: (fault) => {
      state.fault = fault;
    },
    seek: (position) => {
      state = stateAt(position);
    },
    deliver: () => {
      for (;;) {
        const delivery = nextOf(state, place, maxBatchBytes);
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
    heldBack: () => state.heldBack,
    lag: () => (state.visibleEnd === null ? null : Math.max(0, state.visibleEnd - state.position)),
  };
}

const isDelivered = ({ current, chunks, gap }: FeedState): boolean =>
  current === null && chunks.length === 0 && gap === null;

function takeAnswer(
  state: FeedState,
  place: LogPlace,
  answer: PartitionAnswer,
  { offset, sentAtMs, log }: Asked,
): void {
  if (offset !== state.fetchOffset || state.gap !== null) return;
  state.failures = 0;
  state.visibleEnd = answer.lastStableOffset;
  const { offset: next, epoch } = endOf(answer.batches, offset);
  state.fetchMark = {
    topicId: state.fetchMark.topicId ?? log.topicId,
    epoch: epoch ?? state.fetchMark.epoch,
  };
  state.comparedEpoch ??= log.epoch;
  if (next > offset) {
    // A copy, or one slow partition would hold the whole answer of all partitions.
    const batches = Buffer.from(answer.batches);
    const behind = state.fetchMark;
    state.chunks.push({ place, fetchOffset: offset, batches, aborted: answer.aborted, behind });
    state.fetchOffset = next;
    state.endSeenAtMs = null;
    state.heldBack = null;
    if (state.chunks.length >= bufferedChunks) state.fullSinceMs = performance.now();
    return;
  }
  // Behind the last stable offset stand records of open transactions: they may still be committed, with times of
  // before this request, so the end has not been read.
  const atEnd = offset >= answer.highWatermark;
  state.endSeenAtMs = atEnd && isDelivered(state) ? sentAtMs : null;
  const isHeldBack = !atEnd && offset >= answer.lastStableOffset && isDelivered(state);
  const sinceMs = state.heldBack?.sinceMs ?? sentAtMs;
  state.heldBack = isHeldBack ? { sinceMs, seenAtMs: sentAtMs } : null;
}

function skipTo(state: FeedState, offset: number, { from: expected, reason, now }: Skipped): void {
  if (expected !== state.fetchOffset) return;
  // Nothing is known yet of what stands before the new place.
  state.fetchMark = { topicId: now.topicId, epoch: null };
  state.comparedEpoch = now.epoch;
  if (offset === expected) return;
  state.gap = { expectedOffset: expected, nextOffset: offset, reason, now: state.fetchMark };
  state.fetchOffset = offset;
  state.endSeenAtMs = null;
}

function nextOf(state: FeedState, place: LogPlace, maxBatchBytes: number): LogDelivery | null {
  if (state.current === null) {
    const chunk = state.chunks.shift();
    if (chunk === undefined) {
      const { gap } = state;
      state.gap = null;
      if (gap === null) return null;
      const { now, ...range } = gap;
      state.givenMark = now;
      return { kind: "gap", place, ...range };
    }
    state.fullSinceMs = null;
    state.current = new CommittedRecords(chunk, maxBatchBytes);
    state.currentMark = chunk.behind;
  }
  const piece = state.current.next();
  if (piece === null) return null;
  state.givenMark = state.currentMark;
  return { ...piece, place };
}
