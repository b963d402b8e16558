import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyCell } from "../../src/intervals/cell.ts";
import { addCell, findCell, takeDue, unitCells } from "../../src/intervals/unit-cells.ts";
import { minute, noon, readAll } from "../support/read-all.ts";

const starts = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 40 });
const steps = fc.array(fc.record({ added: starts, closedAt: fc.integer({ min: -1, max: 31 }) }), {
  maxLength: 5,
});

test("cells are found by their start and taken out in order of time, in whatever order they were added", () => {
  fc.assert(
    fc.property(steps, (all) => {
      const cells = unitCells([]);
      const model = new Set<number>();
      for (const { added, closedAt } of all) {
        for (const start of added) {
          expect(findCell(cells, start)?.start).toBe(model.has(start) ? start : undefined);
          if (!model.has(start)) addCell(cells, emptyCell(start));
          model.add(start);
        }
        const due = [...model].filter((start) => start <= closedAt).toSorted((a, b) => a - b);
        expect(takeDue(cells, closedAt).map(({ start }) => start)).toEqual(due);
        for (const start of due) model.delete(start);
        expect(unitCells(cells.list)).toEqual(cells);
      }
    }),
  );
});

const sample = (service: string, minutes: number, total: number) => ({
  name: "http",
  tags: { service, host: `of ${service}` },
  fields: { requests: total },
  timestamp: (noon + minutes * minute) / 1000,
});
type Sample = ReturnType<typeof sample>;

const mapping = { metrics: [{ metric: "http_requests", as: "requests" as const }] };
const message = (metrics: readonly Sample[]): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ metrics }));

describe("metrics of Telegraf", () => {
  const all = ["a", "b", "c"].flatMap((service) =>
    [0, 1, 2, 3, 4, 5].map((at) => sample(service, at, 100 + at * (service === "b" ? 7 : 3))),
  );
  const inOrder = readAll([message(all)], mapping).values;

  test("give the same in messages of any order, as long as the last eight of a series are known", () => {
    expect(inOrder).toHaveLength(15);
    const shuffled = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 1, max: 6 }), (metrics, size) => {
        const messages: Uint8Array[] = [];
        for (let at = 0; at < metrics.length; at += size)
          messages.push(message(metrics.slice(at, at + size)));
        expect(readAll(messages, mapping)).toMatchObject({ values: inOrder, refused: {} });
      }),
    );
  });

  test("that no rule fits are left out, also where they come between others and in another order", () => {
    const where = { metrics: [{ ...mapping.metrics[0]!, where: { service: ["a", "c"] } }] };
    const wanted = readAll([message(all.filter(({ tags }) => tags.service !== "b"))], where).values;
    const byTime = all.toSorted((one, other) => one.timestamp - other.timestamp);
    for (const metrics of [all, byTime, all.toReversed()]) {
      expect(readAll([message(metrics)], where).values).toEqual(wanted);
    }
  });

  test("that lie years apart are in order of time without room for all between them", () => {
    const apart = [0, 800_000, 1_500_000].flatMap((at) =>
      ["b", "a"].flatMap((service) => [sample(service, at, 5), sample(service, at + 1, 9)]),
    );
    const order = readAll([message(apart)], mapping).values.map(({ ts, service }) => [
      Math.round((Number(ts) - noon) / minute),
      service,
    ]);
    const expected = [0, 800_000, 1_500_000].flatMap((at) => ["a", "b"].map((service) => [at, service]));
    expect(order).toEqual(expected);
  });
});
