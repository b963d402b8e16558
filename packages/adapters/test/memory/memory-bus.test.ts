import { describe, expect, test } from "vitest";
import { busConformance } from "../../../../test/support/conformance/bus.ts";
import { stateStoreConformance } from "../../../../test/support/conformance/state-store.ts";
import { memoryBus, memoryStateStore } from "../../src/memory/index.ts";

describe("the bus in memory", () => {
  busConformance((topic) => {
    const bus = memoryBus<string>({ topics: { [topic]: 3 }, maxWaiting: Infinity });
    return Promise.resolve({
      sink: bus,
      source: (group) => bus.source(topic, group),
      finish: () => bus.finish(),
    });
  });

  test("send waits while a partition is full, until a reader has caught up", async () => {
    const bus = memoryBus<number>({ topics: { frames: 1 }, maxWaiting: 2 });
    const source = bus.source("frames", "detector");
    const done: string[] = [];
    const sending = bus
      .send([0, 1, 2].map((value) => ({ topic: "frames", partition: 0, value })))
      .then(() => done.push("sent"));
    const handover = await source.next();
    expect(handover?.records.map(({ value }) => value)).toEqual([0, 1]);
    done.push("acknowledged");
    await handover?.ack();
    await sending;
    expect(done).toEqual(["acknowledged", "sent"]);
  });

  test("several senders that wait for room all get it", async () => {
    const bus = memoryBus<number>({ topics: { frames: 1 }, maxWaiting: 1 });
    const source = bus.source("frames", "detector");
    const sending = [0, 1, 2, 3].map((value) => bus.send([{ topic: "frames", partition: 0, value }]));
    const seen: number[] = [];
    while (seen.length < 4) {
      const handover = await source.next();
      seen.push(...(handover?.records.map(({ value }) => value) ?? []));
      await handover?.ack();
    }
    await Promise.all(sending);
    expect(seen.toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3]);
  });

  test("a topic or partition that is not there, and sending after the end, are programmer's errors", async () => {
    const bus = memoryBus<number>({ topics: { frames: 1 }, maxWaiting: 1 });
    expect(() => bus.source("other", "group")).toThrow("no topic other");
    await expect(bus.send([{ topic: "frames", partition: 1, value: 0 }])).rejects.toThrow("no partition 1");
    bus.finish();
    await expect(bus.send([{ topic: "frames", partition: 0, value: 0 }])).rejects.toThrow("finished");
  });

  test("what every group has acknowledged is forgotten, so memory does not grow with what went through", async () => {
    const bus = memoryBus<number>({ topics: { frames: 1 }, maxWaiting: 10 });
    const source = bus.source("frames", "detector");
    for (let value = 0; value < 1000; value += 1) {
      await bus.send([{ topic: "frames", partition: 0, value }]);
      const handover = await source.next();
      expect(handover?.records[0]?.offset).toBe(value);
      await handover?.ack();
    }
    const newcomer = bus.source("frames", "newcomer");
    await bus.send([{ topic: "frames", partition: 0, value: 1000 }]);
    expect((await newcomer.next())?.records.map(({ offset }) => offset)).toEqual([1000]);
  });
});

describe("the state store in memory", () => {
  stateStoreConformance(() => Promise.resolve(memoryStateStore()));
});
