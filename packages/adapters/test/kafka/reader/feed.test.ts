import { LogFault } from "@tocsin/log";
import { describe, expect, test } from "vitest";
import type { PartitionAnswer } from "../../../src/kafka/decode/committed-records.ts";
import { type Feed, feed } from "../../../src/kafka/reader/feed.ts";
import { batchOf, values } from "../support/batches.ts";

const place = { topic: "telemetry", partition: 0 };
const nothing = Buffer.alloc(0);
const log = { topicId: "one", epoch: 0 } as const;
const deleted = { reason: "deleted", now: log } as const;

function answered(changed: Partial<PartitionAnswer>): PartitionAnswer {
  const end = changed.highWatermark ?? 0;
  return {
    ...place,
    errorCode: 0,
    highWatermark: end,
    lastStableOffset: end,
    aborted: [],
    batches: nothing,
    ...changed,
  };
}

async function given(one: Feed, first: number, texts: readonly string[], end: number): Promise<void> {
  const batches = await batchOf(values(...texts), { firstOffset: first });
  one.take(answered({ batches, highWatermark: end }), { offset: first, sentAtMs: 1, log });
}

const maxBatchBytes = 67_108_864;

describe("feed", () => {
  test("asks for two chunks ahead, and for more when one was begun", async () => {
    const one = feed({ ...place, offset: 0 }, maxBatchBytes);
    await given(one, 0, ["a"], 9);
    expect([one.wants(0), one.fullSinceMs()]).toEqual([true, null]);
    await given(one, 1, ["b"], 9);
    expect(one.wants(0)).toBe(false);
    expect(one.fullSinceMs()).not.toBeNull();
    expect(one.deliver()).toMatchObject({ kind: "records", nextOffset: 1 });
    expect([one.wants(0), one.fullSinceMs()]).toEqual([true, null]);
  });

  test("an answer for where it does not stand any more is not taken", async () => {
    const one = feed({ ...place, offset: 0 }, maxBatchBytes);
    one.seek({ ...place, offset: 5 });
    await given(one, 0, ["old"], 9);
    expect(one.deliver()).toBeNull();
    expect(one.fetchOffset()).toBe(5);
  });

  test("the end is seen when an answer brings nothing new and everything was delivered", async () => {
    const one = feed({ ...place, offset: 0 }, maxBatchBytes);
    const end = answered({ highWatermark: 1 });
    await given(one, 0, ["a"], 1);
    expect(one.endSeenAtMs()).toBeNull();
    one.take(end, { offset: 1, sentAtMs: 20, log });
    expect(one.endSeenAtMs()).toBeNull();
    expect([one.deliver()?.nextOffset, one.deliver()]).toEqual([1, null]);
    one.take(end, { offset: 1, sentAtMs: 30, log });
    expect(one.endSeenAtMs()).toBe(30);
    await given(one, 1, ["b"], 2);
    expect(one.endSeenAtMs()).toBeNull();
  });

  test("before an open transaction the end is not seen: what is in it may still count as before", () => {
    const one = feed({ ...place, offset: 3 }, maxBatchBytes);
    one.take(answered({ lastStableOffset: 3, highWatermark: 5 }), { offset: 3, sentAtMs: 1, log });
    expect(one.endSeenAtMs()).toBeNull();
    expect(one.lag()).toBe(0);
    one.take(answered({ lastStableOffset: 3, highWatermark: 3 }), { offset: 3, sentAtMs: 2, log });
    expect(one.endSeenAtMs()).toBe(2);
  });

  test("since when an open transaction is in the way is kept until something comes, or it has ended", async () => {
    const one = feed({ ...place, offset: 3 }, maxBatchBytes);
    const open = answered({ lastStableOffset: 3, highWatermark: 5 });
    for (const sentAtMs of [10, 20, 30]) one.take(open, { offset: 3, sentAtMs, log });
    expect(one.heldBack()).toEqual({ sinceMs: 10, seenAtMs: 30 });
    await given(one, 3, ["a"], 9);
    expect(one.heldBack()).toBeNull();
    expect([one.deliver()?.nextOffset, one.deliver()]).toEqual([4, null]);
    one.take(answered({ lastStableOffset: 4, highWatermark: 9 }), { offset: 4, sentAtMs: 40, log });
    expect(one.heldBack()).toEqual({ sinceMs: 40, seenAtMs: 40 });
    one.take(answered({ lastStableOffset: 4, highWatermark: 4 }), { offset: 4, sentAtMs: 50, log });
    expect(one.heldBack()).toBeNull();
  });

  test("lag is what is known behind the last delivery; null before the first answer", async () => {
    const one = feed({ ...place, offset: 0 }, maxBatchBytes);
    expect(one.lag()).toBeNull();
    await given(one, 0, ["a", "b"], 7);
    expect(one.lag()).toBe(7);
    one.deliver();
    expect(one.lag()).toBe(5);
  });

  test("a gap comes after what was fetched before it", async () => {
    const one = feed({ ...place, offset: 0 }, maxBatchBytes);
    await given(one, 0, ["a"], 9);
    one.skipTo(6, { from: 1, ...deleted });
    expect([one.wants(0), one.fetchOffset()]).toEqual([false, 6]);
    expect(one.deliver()).toMatchObject({ kind: "records", nextOffset: 1 });
    expect(one.deliver()).toEqual({
      kind: "gap",
      place,
      reason: "deleted",
      expectedOffset: 1,
      nextOffset: 6,
    });
    expect(one.wants(0)).toBe(true);
    await given(one, 6, ["b"], 9);
    expect(one.deliver()).toMatchObject({ nextOffset: 7 });
  });

  test("a gap where it does not stand any more is none", () => {
    const one = feed({ ...place, offset: 0 }, maxBatchBytes);
    one.seek({ ...place, offset: 8 });
    one.skipTo(6, { from: 0, ...deleted });
    expect([one.deliver(), one.fetchOffset()]).toEqual([null, 8]);
  });

  test("its mark is of what was delivered, and not of what was fetched ahead", async () => {
    const one = feed({ ...place, offset: 0 }, maxBatchBytes);
    const ofEpoch = async (epoch: number, first: number, text: string): Promise<void> => {
      const batches = await batchOf(values(text), { firstOffset: first });
      batches.writeInt32BE(epoch, 12);
      one.take(answered({ batches, highWatermark: 9 }), { offset: first, sentAtMs: 1, log });
    };
    expect(one.mark()).toBeNull();
    await ofEpoch(3, 0, "a");
    await ofEpoch(4, 1, "b");
    expect([one.mark(), one.fetchMark()]).toEqual([null, { topicId: "one", epoch: 4 }]);
    one.deliver();
    expect(one.mark()).toEqual({ topicId: "one", epoch: 3 });
    one.deliver();
    expect(one.mark()).toEqual({ topicId: "one", epoch: 4 });
    one.skipTo(0, { from: 2, reason: "made-anew", now: { topicId: "other", epoch: 0 } });
    expect(one.mark()).toEqual({ topicId: "one", epoch: 4 });
    expect(one.deliver()).toMatchObject({ kind: "gap", reason: "made-anew", nextOffset: 0 });
    expect(one.mark()).toEqual({ topicId: "other", epoch: null });
  });

  test("a fault is thrown once, after what is there was delivered", async () => {
    const one = feed({ ...place, offset: 0 }, maxBatchBytes);
    await given(one, 0, ["a"], 1);
    one.fail(new LogFault("refused", "no"));
    expect(one.deliver()).toMatchObject({ kind: "records" });
    expect(() => one.deliver()).toThrow("no");
    expect(one.deliver()).toBeNull();
  });

  test("it rests until its time, longer after each failure in a row", () => {
    const one = feed({ ...place, offset: 0 }, maxBatchBytes);
    one.rest(100);
    one.rest(200);
    expect([one.wants(199), one.wants(200), one.failures()]).toEqual([false, true, 2]);
    one.take(answered({}), { offset: 0, sentAtMs: 1, log });
    expect(one.failures()).toBe(0);
  });
});
