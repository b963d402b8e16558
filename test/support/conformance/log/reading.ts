import type { LogRecord } from "@tocsin/log";
import { expect } from "vitest";
import {
  appendValues,
  at,
  fromStart,
  type OpenLog,
  promise,
  readCount,
  readToEnd,
  readUntil,
  textsOf,
} from "./rig.ts";

const numbered = (count: number, prefix = "v"): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** What a reader gives, and where it stands. */
export function readingPromises(open: OpenLog): void {
  promise(open, "a partition's records come in the order of their offsets, which grow", async (rig) => {
    const topic = await rig.topic(2);
    const log = await rig.client();
    for (let round = 0; round < 5; round += 1)
      for (const partition of [0, 1])
        await appendValues(log, at(topic, partition), numbered(20, `${partition}-${round}-`));
    const reader = log.reader(fromStart(topic, 2));
    const seen: LogRecord[][] = [[], []];
    let reached = 0;
    await readUntil(
      reader,
      () => seen.flat().length >= 200,
      (delivery) => {
        if (delivery.kind !== "records") throw new Error(`a ${delivery.kind} came`);
        const { place, records, nextOffset } = delivery;
        for (const record of records) {
          expect({ topic: record.topic, partition: record.partition }).toEqual(place);
          expect(record.offset).toBeLessThan(nextOffset);
        }
        seen[place.partition]?.push(...records);
        reached = Math.max(reached, nextOffset);
      },
    );
    for (const [partition, records] of seen.entries()) {
      const expected = [0, 1, 2, 3, 4].flatMap((round) => numbered(20, `${partition}-${round}-`));
      expect(textsOf(records)).toEqual(expected);
      const offsets = records.map(({ offset }) => offset);
      expect(offsets).toEqual([...new Set(offsets)].sort((one, other) => one - other));
    }
    expect(reached).toBeGreaterThanOrEqual(100);
  });

  promise(open, "a reader reads from any offset on", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await appendValues(log, place, numbered(5));
    await appendValues(log, place, numbered(5, "w"));
    const all = await readToEnd(log, place);
    expect(all).toHaveLength(10);
    for (const from of [0, 3, 5, 9]) {
      const reader = log.reader([{ ...place, offset: all[from]?.offset as number }]);
      expect(textsOf(await readCount(reader, 10 - from))).toEqual(textsOf(all.slice(from)));
    }
  });

  promise(
    open,
    "an open transaction keeps the end from being seen, and is told with its time",
    async (rig) => {
      const place = at(await rig.topic(1));
      const [log, end] = [await rig.client(), Promise.withResolvers<void>()];
      await appendValues(log, place, ["before"]);
      const writer = await (await rig.client()).writer(rig.name());
      const sent = Promise.withResolvers<void>();
      const open = writer.transaction(async (transaction) => {
        await transaction.send(place, [{ key: null, value: "within" }]);
        sent.resolve();
        await end.promise;
      });
      await sent.promise;
      const reader = log.reader([{ ...place, offset: 0 }]);
      expect(textsOf(await readCount(reader, 1))).toEqual(["before"]);
      while (reader.heldBack(place) === null) await reader.next(20);
      expect(reader.endSeenAtMs(place)).toBeNull();
      end.resolve();
      await open;
      expect(textsOf(await readCount(reader, 1))).toEqual(["within"]);
      while (reader.endSeenAtMs(place) === null) await reader.next(20);
      expect(reader.heldBack(place)).toBeNull();
    },
  );

  promise(open, "next gives null when nothing came", async (rig) => {
    const topic = await rig.topic(2);
    const reader = (await rig.client()).reader(fromStart(topic, 2));
    expect(await reader.next(0)).toBeNull();
    expect(await reader.next(100)).toBeNull();
    expect(await reader.next(0)).toBeNull();
  });

  promise(open, "next waits for a record that is yet to come", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const reading = readCount(log.reader([{ ...place, offset: 0 }]), 1);
    await appendValues(await rig.client(), place, ["late"]);
    expect(textsOf(await reading)).toEqual(["late"]);
  });

  promise(open, "two readers do not influence each other", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await appendValues(log, place, numbered(10));
    const one = log.reader([{ ...place, offset: 0 }]);
    const other = log.reader([{ ...place, offset: 0 }]);
    const elsewhere = (await rig.client()).reader([{ ...place, offset: 0 }]);
    expect(textsOf(await readCount(one, 10))).toEqual(numbered(10));
    expect(textsOf(await readCount(other, 10))).toEqual(numbered(10));
    await other.close();
    await appendValues(log, place, ["more"]);
    expect(textsOf(await readCount(one, 1))).toEqual(["more"]);
    expect(textsOf(await readCount(elsewhere, 11))).toEqual([...numbered(10), "more"]);
  });

  promise(open, "seek reads on at another offset, or a further partition", async (rig) => {
    const topic = await rig.topic(2);
    const log = await rig.client();
    await appendValues(log, at(topic, 0), numbered(5));
    await appendValues(log, at(topic, 1), numbered(3, "other-"));
    const [first] = await readToEnd(log, at(topic, 0));
    const reader = log.reader([{ topic, partition: 0, offset: 0 }]);
    await readCount(reader, 5);
    reader.seek({ topic, partition: 0, offset: (first?.offset as number) + 2 });
    expect(textsOf(await readCount(reader, 3))).toEqual(["v2", "v3", "v4"]);
    reader.seek({ topic, partition: 1, offset: 0 });
    expect(textsOf(await readCount(reader, 3))).toEqual(numbered(3, "other-"));
    await appendValues(log, at(topic, 0), ["more"]);
    expect(textsOf(await readCount(reader, 1))).toEqual(["more"]);
  });

  promise(open, "a seek reaches a next that waits already", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await appendValues(log, place, ["old"]);
    const reader = log.reader([{ ...place, offset: (await log.span(place)).end }]);
    expect(await reader.next(0)).toBeNull();
    const reading = readCount(reader, 1);
    reader.seek({ ...place, offset: 0 });
    expect(textsOf(await reading)).toEqual(["old"]);
  });

  promise(open, "the span of an empty partition is empty", async (rig) => {
    const topic = await rig.topic(1);
    const { first, end } = await (await rig.client()).span(at(topic));
    expect(end).toBe(first);
  });

  promise(open, "a span reaches from the oldest record to behind the newest", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await appendValues(log, place, numbered(3));
    const { first, end } = await log.span(place);
    const records = await readCount(log.reader([{ ...place, offset: 0 }]), 3);
    expect(first).toBe(records[0]?.offset);
    expect(end).toBeGreaterThan(records[2]?.offset as number);
    await appendValues(log, place, ["more"]);
    expect(textsOf(await readCount(log.reader([{ ...place, offset: end }]), 1))).toEqual(["more"]);
  });

  promise(open, "offsetAt finds the first record of a time, and the end where there is none", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const startMs = Date.now() - 60_000;
    const times = [0, 1000, 2000, 3000].map((afterMs) => startMs + afterMs);
    await log.append(
      times.map((timestampMs) => ({ ...place, key: null, value: `${timestampMs}`, timestampMs })),
    );
    const records = await readToEnd(log, place);
    expect(records.map(({ timestampMs }) => timestampMs)).toEqual(times);
    const offsets = records.map(({ offset }) => offset);
    expect(await log.offsetAt(place, 0)).toBe(offsets[0]);
    expect(await log.offsetAt(place, startMs + 1000)).toBe(offsets[1]);
    expect(await log.offsetAt(place, startMs + 1001)).toBe(offsets[2]);
    expect(await log.offsetAt(place, startMs + 3001)).toBe((await log.span(place)).end);
  });

  promise(
    open,
    "endSeenAtMs is null until the end was seen, then the time of asking, and null again after new records",
    async (rig) => {
      const place = at(await rig.topic(1));
      const log = await rig.client();
      await appendValues(log, place, numbered(3));
      const openedAtMs = Date.now();
      const reader = log.reader([{ ...place, offset: 0 }]);
      const endSeen = (): boolean => reader.endSeenAtMs(place) !== null;
      expect(endSeen()).toBe(false);
      await readCount(reader, 3);
      await readUntil(reader, endSeen, () => undefined);
      const seenAtMs = reader.endSeenAtMs(place) as number;
      expect(seenAtMs).toBeGreaterThanOrEqual(openedAtMs);
      expect(seenAtMs).toBeLessThanOrEqual(Date.now());
      await appendValues(log, place, ["more"]);
      const appendedAtMs = Date.now();
      await readCount(reader, 1);
      expect(endSeen()).toBe(false);
      await readUntil(reader, endSeen, () => undefined);
      expect(reader.endSeenAtMs(place)).toBeGreaterThanOrEqual(seenAtMs);
      expect(reader.endSeenAtMs(place)).toBeLessThanOrEqual(Date.now());
      expect(appendedAtMs).toBeGreaterThanOrEqual(seenAtMs);
    },
  );

  promise(open, "the end of an empty partition is seen", async (rig) => {
    const topic = await rig.topic(2);
    const reader = (await rig.client()).reader(fromStart(topic, 2));
    const bothSeen = (): boolean =>
      [0, 1].every((partition) => reader.endSeenAtMs(at(topic, partition)) !== null);
    await readUntil(reader, bothSeen, () => undefined);
    expect(reader.lag(at(topic, 0))).toBe(0);
  });

  promise(open, "lag is null before the first answer, then what is left to deliver", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await appendValues(log, place, numbered(50));
    const { end } = await log.span(place);
    const reader = log.reader([{ ...place, offset: 0 }]);
    expect(reader.lag(place)).toBeNull();
    let nextOffset = 0;
    await readUntil(
      reader,
      () => nextOffset >= end,
      (delivery) => {
        ({ nextOffset } = delivery);
        expect(reader.lag(place)).toBe(end - nextOffset);
      },
    );
    expect(reader.lag(place)).toBe(0);
    expect(reader.lag(at(place.topic, 7))).toBeNull();
  });

  promise(open, "close ends a next that waits, and every later one", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const reader = log.reader([{ ...place, offset: 0 }]);
    const waiting = reader.next(60_000);
    await reader.close();
    expect(await waiting).toBeNull();
    await appendValues(log, place, ["late"]);
    expect(await reader.next(100)).toBeNull();
  });

  promise(open, "closing the log ends its readers, and no other client's", async (rig) => {
    const place = at(await rig.topic(1));
    const log = await rig.client();
    const other = await rig.client();
    const waiting = log.reader([{ ...place, offset: 0 }]).next(60_000);
    const reader = other.reader([{ ...place, offset: 0 }]);
    await log.close();
    expect(await waiting).toBeNull();
    await appendValues(other, place, ["still there"]);
    expect(textsOf(await readCount(reader, 1))).toEqual(["still there"]);
  });
}
