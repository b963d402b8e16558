import fc from "fast-check";
import { expect, test } from "vitest";
import {
  addRow,
  bytesPerRow,
  copyRow,
  createTable,
  float32,
  float64,
  int32,
  putRow,
  reserve,
  snapshotTable,
  type TableSnapshot,
  uint8,
} from "../../src/stats/table.ts";

const spec = { level: float64(0.5), ring: float32(1, 3), seen: int32(-1), ready: uint8() } as const;

const row = fc.record({
  level: fc.double({ noNaN: true, noDefaultInfinity: true }),
  ring: fc.tuple(
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.float({ noNaN: true, noDefaultInfinity: true }),
  ),
  seen: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  ready: fc.integer({ min: 0, max: 255 }),
});
const rows = fc.array(row, { maxLength: 70 });

function filled(list: readonly { level: number; ring: readonly number[]; seen: number; ready: number }[]) {
  const table = createTable(spec);
  for (const { level, ring, seen, ready } of list) {
    const at = addRow(table);
    table.columns.level[at] = level;
    table.columns.ring.set(ring, at * 3);
    table.columns.seen[at] = seen;
    table.columns.ready[at] = ready;
  }
  return table;
}

test("a row begins with the initial values of its columns, also where the table had to grow", () => {
  const table = createTable(spec);
  for (let added = 0; added < 100; added += 1) {
    const at = addRow(table);
    expect(at).toBe(added);
    expect([table.columns.level[at], table.columns.seen[at], table.columns.ready[at]]).toEqual([0.5, -1, 0]);
    expect(Array.from(table.columns.ring.subarray(at * 3, at * 3 + 3))).toEqual([1, 1, 1]);
  }
  expect(table.rows).toBe(100);
});

test("room that was made for rows at once is there, and rows begin in it as in any other", () => {
  const table = filled([{ level: 1, ring: [1, 2, 3], seen: 4, ready: 5 }]);
  reserve(table, 5000);
  const { columns } = table;
  for (let added = 1; added < 5000; added += 1) addRow(table);
  expect(table.columns).toBe(columns);
  expect([columns.level[0], columns.seen[0], columns.ready[0]]).toEqual([1, 4, 5]);
  expect([columns.level[4999], columns.seen[4999], columns.ready[4999]]).toEqual([0.5, -1, 0]);
});

test("of a large table at most an eighth is room that nobody needs", () => {
  const table = createTable(spec);
  for (let added = 0; added < 20_000; added += 1) {
    addRow(table);
    if (table.rows > 2048) expect(table.capacity / table.rows).toBeLessThanOrEqual(9 / 8 + 1e-3);
  }
});

test("growing keeps every number that was written", () => {
  fc.assert(
    fc.property(rows, (list) => {
      const table = filled(list);
      list.forEach(({ level, ring, seen, ready }, at) => {
        expect(table.columns.level[at]).toBe(level);
        expect(Array.from(table.columns.ring.subarray(at * 3, at * 3 + 3))).toEqual(ring.map(Math.fround));
        expect([table.columns.seen[at], table.columns.ready[at]]).toEqual([seen, ready]);
      });
    }),
  );
});

test("a snapshot through a structured clone or as plain numbers restores the same table, which then grows on", () => {
  fc.assert(
    fc.property(rows, (list) => {
      const snapshot = snapshotTable(filled(list));
      const plain = Object.entries(snapshot.columns).map(
        ([name, column]) => [name, Array.from(column)] as const,
      );
      const asNumbers: TableSnapshot = { rows: snapshot.rows, columns: Object.fromEntries<number[]>(plain) };
      for (const kept of [structuredClone(snapshot), asNumbers]) {
        const restored = createTable(spec, kept);
        expect(snapshotTable(restored)).toEqual(snapshot);
        expect(addRow(restored)).toBe(list.length);
        expect(restored.columns.level[list.length]).toBe(0.5);
      }
    }),
  );
});

test("a snapshot is a copy: the running table does not change it", () => {
  const table = filled([{ level: 1, ring: [1, 2, 3], seen: 4, ready: 5 }]);
  const snapshot = snapshotTable(table);
  table.columns.level[0] = 99;
  addRow(table);
  expect(snapshot.rows).toBe(1);
  expect(snapshot.columns["level"]).toEqual(Float64Array.of(1));
});

test("a snapshot of another table is refused: an unknown column, and a column of the wrong length", () => {
  const snapshot = snapshotTable(filled([{ level: 1, ring: [1, 2, 3], seen: 4, ready: 5 }]));
  const unknown = { ...snapshot, columns: { ...snapshot.columns, extra: [1] } };
  expect(() => createTable(spec, unknown)).toThrow(/extra does not fit/);
  const short = { ...snapshot, columns: { ...snapshot.columns, ring: [1, 2] } };
  expect(() => createTable(spec, short)).toThrow(/ring does not fit/);
});

test("a snapshot that lacks a column is refused, because its rows would start afresh", () => {
  const { rows: count, columns } = snapshotTable(filled([{ level: 1, ring: [1, 2, 3], seen: 4, ready: 5 }]));
  const { level: _level, ...others } = columns;
  expect(() => createTable(spec, { rows: count, columns: others })).toThrow(RangeError);
});

test("bytes of a row are the sum over its columns", () => {
  expect(bytesPerRow(spec)).toBe(8 + 3 * 4 + 4 + 1);
});

test("a row that is put back is what it was, and no other row has changed", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 3, maxLength: 20 }), fc.nat(2), row, (list, at, other) => {
      const table = filled(list);
      const before = snapshotTable(table);
      const copy = copyRow(table, at);
      table.columns.level[at] = other.level;
      table.columns.ring.set(other.ring, at * 3);
      table.columns.seen[at] = other.seen;
      putRow(table, at, copy);
      expect(snapshotTable(table)).toEqual(before);
    }),
  );
});
