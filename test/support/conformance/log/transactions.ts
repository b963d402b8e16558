import type { LogWriter } from "@tocsin/log";
import { expect } from "vitest";
import {
  appendValues,
  at,
  listen,
  type OpenLog,
  patienceMs,
  promise,
  readCount,
  readToEnd,
  readUntil,
  textOf,
  textsOf,
  valuesIn,
  valuesToSend,
} from "./rig.ts";

/** Ends a transaction without a commit. */
class Refusal extends Error {}

/** Runs a transaction that sends these values and is not committed. */
async function abortedWith(
  writer: LogWriter,
  sends: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly values: readonly string[];
  }[],
): Promise<void> {
  const refused = writer.transaction(async (transaction) => {
    for (const { topic, partition, values } of sends)
      await transaction.send(at(topic, partition), valuesToSend(values));
    throw new Refusal("on purpose");
  });
  await expect(refused).rejects.toThrow(Refusal);
}

/** What is seen of transactions that end in one way or another. */
export function transactionPromises(open: OpenLog): void {
  promise(open, "nothing of an open transaction is seen, and all of it after the commit", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const writer = await log.writer(rig.name());
    const reader = (await rig.client()).reader([{ ...place, offset: 0 }]);
    await writer.transaction(async (transaction) => {
      const base = await transaction.send(place, valuesToSend(["a", "b"]));
      expect(await listen(reader)).toEqual([]);
      expect((await log.span(place)).end).toBeLessThanOrEqual(base);
      await transaction.send(place, valuesToSend(["c"]));
      expect(await listen(reader)).toEqual([]);
    });
    expect(textsOf(await readCount(reader, 3))).toEqual(["a", "b", "c"]);
  });

  promise(open, "the work's result is the transaction's", async (rig) => {
    const place = at(await rig.topic(1));
    const writer = await (await rig.client()).writer(rig.name());
    expect(await writer.transaction(() => Promise.resolve("nothing sent"))).toBe("nothing sent");
    const base = await writer.transaction((transaction) => transaction.send(place, valuesToSend(["a"])));
    expect(base).toBe(0);
  });

  promise(open, "what was aborted is never seen, and what was appended around it is", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const identity = rig.name();
    await appendValues(log, place, ["before"]);
    await abortedWith(await log.writer(identity), [{ ...place, values: ["a", "b"] }]);
    await appendValues(log, place, ["after"]);
    const writer = await log.writer(identity);
    await writer.transaction((transaction) => transaction.send(place, valuesToSend(["committed"])));
    await expect
      .poll(() => valuesIn(log, place), { timeout: patienceMs })
      .toEqual(["before", "after", "committed"]);
  });

  promise(open, "records behind an open transaction wait until it is decided", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const writer = await log.writer(rig.name());
    const reader = log.reader([{ ...place, offset: 0 }]);
    await writer.transaction(async (transaction) => {
      await transaction.send(place, valuesToSend(["in it"]));
      await appendValues(log, place, ["behind it"]);
      expect(await listen(reader)).toEqual([]);
    });
    expect(textsOf(await readCount(reader, 2))).toEqual(["in it", "behind it"]);
  });

  promise(open, "a transaction over several partitions is seen in all of them, or in none", async (rig) => {
    const topic = await rig.topic(3);
    const log = await rig.client();
    const identity = rig.name();
    const lost = [0, 1, 2].map((partition) => ({ topic, partition, values: [`lost-${partition}`] }));
    await abortedWith(await log.writer(identity), lost);
    const writer = await log.writer(identity);
    await writer.transaction(async (transaction) => {
      for (const partition of [2, 0, 1])
        await transaction.send(at(topic, partition), valuesToSend([`kept-${partition}`]));
      await transaction.send(at(topic, 2), valuesToSend(["kept-2 too"]));
    });
    const expected = [["kept-0"], ["kept-1"], ["kept-2", "kept-2 too"]];
    for (const [partition, values] of expected.entries())
      await expect.poll(() => valuesIn(log, at(topic, partition)), { timeout: patienceMs }).toEqual(values);
  });

  promise(open, "send tells the offset that its first record then has", async (rig) => {
    const topic = await rig.topic(2);
    const log = await rig.client();
    const writer = await log.writer(rig.name());
    await appendValues(log, at(topic, 1), ["plain"]);
    const bases = new Map<string, number>();
    for (let round = 0; round < 5; round += 1)
      await writer.transaction(async (transaction) => {
        for (const partition of [0, 1, 0]) {
          const value = `${round}-${partition}-${bases.size}`;
          bases.set(value, await transaction.send(at(topic, partition), valuesToSend([value, "filler"])));
        }
      });
    const reader = log.reader([0, 1].map((partition) => ({ topic, partition, offset: 0 })));
    const seen = new Map<string | null, number>();
    for (const { value, offset } of await readCount(reader, 31)) seen.set(textOf(value), offset);
    for (const [value, base] of bases) expect([value, seen.get(value)]).toEqual([value, base]);
  });

  promise(open, "transactions of one writer come in their order, each once", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const writer = await log.writer(rig.name());
    const values = Array.from({ length: 40 }, (_, index) => `${index}`);
    for (const value of values)
      await writer.transaction((transaction) => transaction.send(place, valuesToSend([value])));
    const records = await readCount(log.reader([{ ...place, offset: 0 }]), 40);
    expect(textsOf(records)).toEqual(values);
  });

  promise(open, "aborted transactions that overlap on a partition are never seen", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const [first, second, third] = [
      await log.writer(rig.name()),
      await log.writer(rig.name()),
      await log.writer(rig.name()),
    ];
    const inner = async (): Promise<void> => {
      await abortedWith(second, [{ ...place, values: ["second"] }]);
      await third.transaction((transaction) => transaction.send(place, valuesToSend(["kept"])));
    };
    const outer = first.transaction(async (transaction) => {
      await transaction.send(place, valuesToSend(["first"]));
      await inner();
      await transaction.send(place, valuesToSend(["first again"]));
      throw new Refusal("on purpose");
    });
    await expect(outer).rejects.toThrow(Refusal);
    await appendValues(log, place, ["last"]);
    await expect.poll(() => valuesIn(log, place), { timeout: patienceMs }).toEqual(["kept", "last"]);
  });

  promise(open, "a reader that begins amid aborted records sees none of them", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const identity = rig.name();
    const writer = await log.writer(identity);
    const base = await writer.transaction((transaction) => transaction.send(place, valuesToSend(["kept"])));
    await abortedWith(writer, [{ ...place, values: ["a", "b", "c"] }]);
    const next = await log.writer(identity);
    await next.transaction((transaction) => transaction.send(place, valuesToSend(["last"])));
    const [, last] = await readCount(log.reader([{ ...place, offset: 0 }]), 2);
    for (let offset = base + 1; offset <= (last?.offset as number); offset += 1) {
      const reader = log.reader([{ ...place, offset }]);
      expect(textsOf(await readCount(reader, 1))).toEqual(["last"]);
      await reader.close();
    }
  });

  promise(open, "a reader passes aborted records and markers, and sees the end behind them", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const identity = rig.name();
    await abortedWith(await log.writer(identity), [{ ...place, values: ["a", "b"] }]);
    await log.writer(identity);
    const { end } = await log.span(place);
    expect(end).toBeGreaterThan(2);
    const reader = log.reader([{ ...place, offset: 0 }]);
    let nextOffset = 0;
    await readUntil(
      reader,
      () => nextOffset >= end && reader.endSeenAtMs(place) !== null,
      (delivery) => {
        expect(delivery).toMatchObject({ kind: "records", records: [] });
        ({ nextOffset } = delivery);
      },
    );
    expect(await readToEnd(log, place)).toEqual([]);
  });

  promise(open, "offsets of a group move when the transaction commits, and only then", async (rig) => {
    const topic = await rig.topic(2);
    const log = await rig.client();
    const group = rig.name();
    const identity = rig.name();
    const membership = log.join({ group, topics: [topic], strategy: "spread" });
    await membership.next();
    const places = [at(topic, 0), at(topic, 1)];
    const committed = async () => [...(await membership.committed(places)).values()];
    const refused = (await log.writer(identity)).transaction(async (transaction) => {
      await transaction.send(at(topic, 0), valuesToSend(["lost"]));
      await transaction.offsets(group, [{ topic, partition: 0, offset: 3 }]);
      throw new Refusal("on purpose");
    });
    await expect(refused).rejects.toThrow(Refusal);
    const writer = await log.writer(identity);
    expect(await committed()).toEqual([null, null]);
    await writer.transaction(async (transaction) => {
      await transaction.send(at(topic, 1), valuesToSend(["kept"]));
      await transaction.offsets(group, [{ topic, partition: 1, offset: 7 }]);
    });
    await expect.poll(committed, { timeout: patienceMs }).toEqual([null, 7]);
  });
}
