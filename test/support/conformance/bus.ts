import type { Handover, NewRecord, Sink, Source } from "@tocsin/core";
import { expect, test } from "vitest";

/** One topic of a bus under test, empty at first. */
export interface BusUnderTest {
  readonly sink: Sink<string>;
  /** A source of the topic for a group; a group has one at a time. */
  source(group: string): Source<string>;
  /** No more will be sent. */
  finish(): void;
}

/** Opens a bus with one topic of that name and three partitions. */
export type OpenBus = (topic: string) => Promise<BusUnderTest>;

const topic = "conformance";

function record(partition: number, value: string): NewRecord<string> {
  return { topic, partition, value };
}

async function taken(source: Source<string>): Promise<Handover<string>> {
  const handover = await source.next();
  if (handover === null) throw new Error("the source has ended");
  return handover;
}

const valuesOf = (handover: Handover<string>): readonly string[] =>
  handover.records.map(({ value }) => value);

/** Takes and acknowledges until `count` records were seen; by partition, each as `offset:value`. */
async function drain(
  source: Source<string>,
  count: number,
): Promise<Readonly<Record<number, readonly string[]>>> {
  const seen: Record<number, string[]> = {};
  for (let left = count; left > 0;) {
    const handover = await taken(source);
    for (const { partition, offset, value } of handover.records)
      (seen[partition] ??= []).push(`${offset}:${value}`);
    left -= handover.records.length;
    await handover.ack();
  }
  return seen;
}

/** What every bus behind core's `Source` and `Sink` promises. */
export function busConformance(open: OpenBus): void {
  test("a partition's records come in the order in which they were sent, numbered from 0 without gaps", async () => {
    const bus = await open(topic);
    await bus.sink.send([record(0, "a"), record(2, "x"), record(0, "b")]);
    await bus.sink.send([record(0, "c"), record(2, "y")]);
    expect(await drain(bus.source("group"), 5)).toEqual({ 0: ["0:a", "1:b", "2:c"], 2: ["0:x", "1:y"] });
  });

  test("a batch holds records of one partition alone, and says where they stand", async () => {
    const bus = await open(topic);
    await bus.sink.send([record(0, "a"), record(1, "b"), record(2, "c")]);
    const source = bus.source("group");
    const places = [await taken(source), await taken(source), await taken(source)].map(({ records }) =>
      records.map(({ topic: of, partition, offset }) => `${of}/${partition}/${offset}`).join(),
    );
    expect(places.toSorted()).toEqual([`${topic}/0/0`, `${topic}/1/0`, `${topic}/2/0`]);
  });

  test("next waits for a record that is yet to be sent", async () => {
    const bus = await open(topic);
    const waiting = bus.source("group").next();
    await bus.sink.send([record(1, "late")]);
    expect((await waiting)?.records.map(({ value }) => value)).toEqual(["late"]);
  });

  test("an unanswered partition does not hold the others up, and gives nothing more itself", async () => {
    const bus = await open(topic);
    const source = bus.source("group");
    await bus.sink.send([record(0, "a")]);
    const unanswered = await taken(source);
    await bus.sink.send([record(0, "b"), record(1, "c")]);
    expect(valuesOf(await taken(source))).toEqual(["c"]);
    await unanswered.ack();
    expect(valuesOf(await taken(source))).toEqual(["b"]);
  });

  test("what was not dealt with comes again, from its first record on", async () => {
    const bus = await open(topic);
    const source = bus.source("group");
    await bus.sink.send([record(0, "a"), record(0, "b")]);
    const first = await taken(source);
    await first.nack();
    const again = await taken(source);
    expect(again.records[0]).toEqual(first.records[0]);
    await again.ack();
  });

  test("what was acknowledged does not come again after a restart, and everything else does", async () => {
    const bus = await open(topic);
    await bus.sink.send([record(0, "a")]);
    const before = bus.source("group");
    await (await taken(before)).ack();
    await bus.sink.send([record(0, "b")]);
    await taken(before);
    await before.close();
    const after = bus.source("group");
    await bus.sink.send([record(0, "c")]);
    expect(await drain(after, 2)).toEqual({ 0: ["1:b", "2:c"] });
  });

  test("an answer to a source that was replaced does nothing", async () => {
    const bus = await open(topic);
    await bus.sink.send([record(0, "a")]);
    const stale = await taken(bus.source("group"));
    const source = bus.source("group");
    await stale.ack();
    expect(valuesOf(await taken(source))).toEqual(["a"]);
  });

  test("of two answers the first counts", async () => {
    const bus = await open(topic);
    const source = bus.source("group");
    await bus.sink.send([record(0, "a")]);
    const handover = await taken(source);
    await handover.ack();
    await handover.nack();
    await bus.sink.send([record(0, "b")]);
    expect(valuesOf(await taken(source))).toEqual(["b"]);
  });

  test("groups do not see each other's answers", async () => {
    const bus = await open(topic);
    const [one, other] = [bus.source("one"), bus.source("other")];
    await bus.sink.send([record(0, "a")]);
    await (await taken(one)).ack();
    expect(valuesOf(await taken(other))).toEqual(["a"]);
  });

  test("a source ends when the input is finished and everything acknowledged, not before", async () => {
    const bus = await open(topic);
    const source = bus.source("group");
    await bus.sink.send([record(0, "a")]);
    bus.finish();
    const handover = await taken(source);
    const end = source.next();
    await handover.nack();
    const again = await end;
    expect(again?.records.map(({ value }) => value)).toEqual(["a"]);
    await again?.ack();
    expect(await source.next()).toBeNull();
  });

  test("closing a source ends it, also while it waits", async () => {
    const bus = await open(topic);
    const source = bus.source("group");
    const waiting = source.next();
    await source.close();
    expect(await waiting).toBeNull();
    expect(await source.next()).toBeNull();
  });

  test("many records come all, once and in order, whatever is answered on the way", async () => {
    const bus = await open(topic);
    const sent = Array.from({ length: 3000 }, (_, at) => record(at % 3, String(at)));
    await bus.sink.send(sent);
    bus.finish();
    const source = bus.source("group");
    const seen: string[][] = [[], [], []];
    let turn = 0;
    for (let handover = await source.next(); handover !== null; handover = await source.next()) {
      turn += 1;
      if (turn % 3 === 0) {
        await handover.nack();
        continue;
      }
      for (const { partition, value } of handover.records) seen[partition]?.push(value);
      await handover.ack();
    }
    const expected = [0, 1, 2].map((partition) =>
      sent.filter((one) => one.partition === partition).map(({ value }) => value),
    );
    expect(seen).toEqual(expected);
  });
}
