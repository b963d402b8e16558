import fc from "fast-check";
import type { Delivery } from "../../src/pipeline/delivery.ts";
import type { Reading, Stream } from "../../src/reading/reading.ts";
import { arbitraryReading } from "./arbitrary-readings.ts";

/** One partition's messages in the order of its log. */
export type Log = readonly Delivery[];

export const streams: ReadonlyMap<string, Stream> = new Map([
  ["requests", "error-rate"],
  ["deliveries", "delivery-latency"],
  ["reports", "report-volume"],
]);

/** A message before its place in time is known. */
interface Draft {
  readonly gapMs: number;
  /** How far its arrival lies behind the log's time: producers' clocks differ. */
  readonly skewMs: number;
  /** From the end of its interval to its arrival. */
  readonly delayMs: number;
  readonly kind: "reading" | "tick" | "rejected";
  readonly reading: Reading;
}

function arbitraryDraft(stream: Stream): fc.Arbitrary<Draft> {
  return fc.record({
    gapMs: fc.oneof({ weight: 8, arbitrary: fc.nat(30_000) }, { weight: 1, arbitrary: fc.nat(400_000) }),
    skewMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(15_000) }),
    delayMs: fc.oneof({ weight: 6, arbitrary: fc.nat(20_000) }, { weight: 1, arbitrary: fc.nat(200_000) }),
    kind: fc.constantFrom("reading", "reading", "reading", "reading", "reading", "tick", "rejected"),
    reading: arbitraryReading(stream, 0, 60_000),
  });
}

/** 2021-10-04T15:00:00Z: a time of the size that real times have. */
const startMs = 1_633_359_600_000;

/** One partition's log over some minutes: readings on time and late, repeated, ticks and refused messages. */
function arbitraryLog(topic: string, partition: number): fc.Arbitrary<Log> {
  const drafts = fc.array(arbitraryDraft(streams.get(topic) as Stream), { maxLength: 40 });
  return fc
    .tuple(fc.nat(300_000), drafts)
    .map(([delayMs, made]) => logOf({ topic, partition }, startMs + delayMs, made));
}

/** Logs of up to five partitions of all streams. */
export const arbitraryLogs: fc.Arbitrary<readonly Log[]> = fc.tuple(
  arbitraryLog("requests", 0),
  arbitraryLog("requests", 1),
  arbitraryLog("deliveries", 0),
  arbitraryLog("reports", 0),
  arbitraryLog("reports", 7),
);

function logOf(
  place: { readonly topic: string; readonly partition: number },
  from: number,
  drafts: readonly Draft[],
): Log {
  let timeMs = from;
  return drafts.map((made, offset) => {
    timeMs += made.gapMs;
    return { ...place, offset, arrivalMs: timeMs - made.skewMs, content: contentOf(made, timeMs) };
  });
}

function contentOf(made: Draft, timeMs: number): Delivery["content"] {
  if (made.kind === "rejected") return { kind: "rejected" };
  if (made.kind === "tick") return { kind: "tick", tickMs: timeMs };
  const end = Math.floor((timeMs - made.skewMs - made.delayMs) / 10_000) * 10_000;
  return { kind: "reading", reading: { ...made.reading, ts: end - made.reading.intervalMs } };
}

/** All messages in the order in which they arrived; a log's own order is kept. */
export function byArrival(logs: readonly Log[]): readonly Delivery[] {
  return interleaved(logs, 0, () => 0);
}

/**
 * One order of all messages in which none stands more than `boundMs` behind the newest before it. Each log keeps its
 * own order; `choose` picks among the logs that may come next.
 */
export function interleaved(
  logs: readonly Log[],
  boundMs: number,
  choose: (count: number) => number,
): readonly Delivery[] {
  const rest = logs.map((log) => ({ log, at: 0, lowest: suffixLowest(log) }));
  const order: Delivery[] = [];
  let newest = -Infinity;
  for (;;) {
    const open = rest.filter((one) => one.at < one.log.length);
    if (open.length === 0) return order;
    const lowest = Math.min(...open.map((one) => one.lowest[one.at] as number));
    open.sort((one, other) => timeOf(one.log[one.at]!) - timeOf(other.log[other.at]!));
    const allowed = open.filter((one) => timeOf(one.log[one.at]!) <= Math.max(newest, lowest + boundMs));
    const next = allowed[choose(allowed.length)] ?? open[0]!;
    const delivery = next.log[next.at]!;
    next.at += 1;
    newest = Math.max(newest, timeOf(delivery));
    order.push(delivery);
  }
}

/** When a message moves time to; a refused one moves nothing, and may stand anywhere behind its log's time. */
export function timeOf(delivery: Delivery): number {
  const { content, arrivalMs } = delivery;
  return content.kind === "tick" ? Math.max(arrivalMs, content.tickMs) : arrivalMs;
}

function suffixLowest(log: Log): readonly number[] {
  const lowest: number[] = [];
  for (let at = log.length - 1; at >= 0; at -= 1) {
    lowest[at] = Math.min(log[at]!.arrivalMs, lowest[at + 1] ?? Infinity);
  }
  return lowest;
}
