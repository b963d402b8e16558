import type { LogDelivery, LogReader } from "@tocsin/log";
import { expect } from "vitest";
import { appendValues, at, type OpenLog, promise, readToEnd, readUntil, textsOf } from "./rig.ts";

/** What came, in order: neighbouring records together, and nothing of deliveries without records. */
type Told = { readonly values: (string | null)[] } | Exclude<LogDelivery, { readonly kind: "records" }>;

async function toldUntil(
  reader: LogReader,
  isEnough: (told: readonly Told[]) => boolean,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  await readUntil(
    reader,
    () => isEnough(told),
    (delivery) => {
      const last = told.at(-1);
      if (delivery.kind !== "records") told.push(delivery);
      else if (last !== undefined && "values" in last) last.values.push(...textsOf(delivery.records));
      else if (delivery.records.length > 0) told.push({ values: [...textsOf(delivery.records)] });
    },
  );
  return told;
}

const hasCome =
  (value: string) =>
  (told: readonly Told[]): boolean =>
    told.some((each) => "values" in each && each.values.includes(value));

/** What a reader tells of records that it cannot give. */
export function damagePromises(open: OpenLog): void {
  promise(open, "records that were deleted before they were read are told as a gap", async (rig, context) => {
    const { cluster } = rig;
    if (cluster.deleteBefore === undefined) return context.skip("this cluster cannot delete records");
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await appendValues(log, place, ["a", "b", "c"]);
    await appendValues(log, place, ["d", "e"]);
    const offsets = (await readToEnd(log, place)).map(({ offset }) => offset);
    const nextOffset = offsets[3] as number;
    await cluster.deleteBefore(place, nextOffset);
    expect((await log.span(place)).first).toBe(nextOffset);
    for (const expectedOffset of [offsets[0] as number, offsets[2] as number]) {
      const reader = log.reader([{ ...place, offset: expectedOffset }]);
      const gap = { kind: "gap", place, reason: "deleted", expectedOffset, nextOffset };
      expect(await toldUntil(reader, hasCome("e"))).toEqual([gap, { values: ["d", "e"] }]);
    }
    const unhurt = log.reader([{ ...place, offset: nextOffset }]);
    expect(await toldUntil(unhurt, hasCome("e"))).toEqual([{ values: ["d", "e"] }]);
  });

  promise(open, "a partition whose records were all deleted is a gap and goes on", async (rig, context) => {
    const { cluster } = rig;
    if (cluster.deleteBefore === undefined) return context.skip("this cluster cannot delete records");
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await appendValues(log, place, ["a", "b"]);
    const { end } = await log.span(place);
    await cluster.deleteBefore(place, end);
    expect(await log.span(place)).toEqual({ first: end, end });
    await appendValues(log, place, ["c"]);
    const gap = { kind: "gap", place, reason: "deleted", expectedOffset: 0, nextOffset: end };
    const reader = log.reader([{ ...place, offset: 0 }]);
    expect(await toldUntil(reader, hasCome("c"))).toEqual([gap, { values: ["c"] }]);
  });

  promise(open, "a topic that was made anew is told, also when it has grown past", async (rig, context) => {
    const { cluster } = rig;
    if (cluster.makeAnew === undefined) return context.skip("this cluster cannot delete topics");
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await appendValues(log, place, ["a", "b"]);
    const first = log.reader([{ ...place, offset: 0 }]);
    await toldUntil(first, hasCome("b"));
    const mark = first.mark(place);
    await first.close();
    const { end: offset } = await log.span(place);
    await cluster.makeAnew(place.topic);
    await appendValues(await rig.client(), place, ["c", "d", "e", "f"]);
    const gap = { kind: "gap", place, reason: "made-anew", expectedOffset: offset, nextOffset: 0 };
    const fresh = (await rig.client()).reader([{ ...place, offset, mark }]);
    expect(await toldUntil(fresh, hasCome("f"))).toEqual([gap, { values: ["c", "d", "e", "f"] }]);
    const unmarked = (await rig.client()).reader([{ ...place, offset }]);
    expect(await toldUntil(unmarked, hasCome("f"))).toEqual([{ values: ["e", "f"] }]);
  });

  promise(open, "what was lost with a broker is told, also when others stand there", async (rig, context) => {
    const { cluster } = rig;
    if (cluster.loseFrom === undefined) return context.skip("this cluster cannot lose records");
    const place = at(await rig.topic(1));
    const log = await rig.client();
    await appendValues(log, place, ["a", "b", "c"]);
    const reader = log.reader([{ ...place, offset: 0 }]);
    await toldUntil(reader, hasCome("c"));
    const [offsets, mark] = [(await readToEnd(log, place)).map((one) => one.offset), reader.mark(place)];
    const { end } = await log.span(place);
    await cluster.loseFrom(place, offsets[1] as number);
    await appendValues(await rig.client(), place, ["d", "e", "f"]);
    const gap = { kind: "gap", place, reason: "cut-back", expectedOffset: end, nextOffset: offsets[1] };
    expect(await toldUntil(reader, hasCome("f"))).toEqual([gap, { values: ["d", "e", "f"] }]);
    const later = (await rig.client()).reader([{ ...place, offset: end, mark }]);
    expect(await toldUntil(later, hasCome("f"))).toEqual([gap, { values: ["d", "e", "f"] }]);
    const unhurt = (await rig.client()).reader([{ ...place, offset: offsets[1] as number, mark }]);
    expect(await toldUntil(unhurt, hasCome("f"))).toEqual([{ values: ["d", "e", "f"] }]);
  });

  promise(
    open,
    "a batch that cannot be decoded is told with its offsets, and what is around it comes",
    async (rig, context) => {
      const { cluster } = rig;
      if (cluster.corrupt === undefined) return context.skip("this cluster cannot damage a batch");
      const place = at(await rig.topic(1));
      const log = await rig.client();
      await appendValues(log, place, ["a", "b"]);
      const damage = await cluster.corrupt(place);
      expect(damage.nextOffset).toBeGreaterThan(damage.firstOffset);
      await appendValues(log, place, ["c"]);
      const reader = log.reader([{ ...place, offset: 0 }]);
      const told = await toldUntil(reader, hasCome("c"));
      const { firstOffset, nextOffset } = damage;
      expect(told).toEqual([
        { values: ["a", "b"] },
        { kind: "undecodable", place, firstOffset, nextOffset, reason: expect.stringMatching(/./) as string },
        { values: ["c"] },
      ]);
    },
  );
}
