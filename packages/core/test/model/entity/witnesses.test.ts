import { describe, expect, test } from "vitest";
import { valueOfQuorum } from "../../../src/model/entity/witnesses.ts";
import { addRow } from "../../../src/stats/table.ts";
import { seriesTable } from "../../../src/model/series-table.ts";

/** Five witnesses; each window says what they see by number, 1 where they say nothing that matters. */
function fiveWitnesses(needed: number) {
  const table = seriesTable();
  for (let row = 0; row < 5; row += 1) addRow(table);
  const rows = [0, 1, 2, 3, 4];
  let window = 0;
  return (seen: Readonly<Record<number, number>>): number => {
    window += 1;
    const { columns } = table;
    for (const row of rows) {
      columns.eValue[row] = seen[row] ?? 1;
      if (seen[row] !== undefined) columns.observedWindow[row] = window;
    }
    return valueOfQuorum(columns, rows, { needed, window });
  };
}

describe("of five witnesses of which three are needed", () => {
  test("two that see a failure again and again never say anything", () => {
    const next = fiveWitnesses(3);
    for (let turn = 0; turn < 20; turn += 1) expect(next({ 3: 900, 4: 900 })).toBeLessThanOrEqual(1);
  });

  test("the third one counts from when it sees it too, and those that were not the loudest before it", () => {
    const next = fiveWitnesses(3);
    expect([next({ 0: 900 }), next({ 1: 900 })]).toEqual([1, 1]);
    expect(next({ 2: 900 })).toBeCloseTo((900 + 1 + 1) / 3, 9);
    expect(next({ 3: 900 })).toBeCloseTo((900 + 1 + 1) / 3, 9);
  });

  test("all that see it at once say what the three but the loudest say: as much as one would", () => {
    expect(fiveWitnesses(3)({ 0: 900, 1: 900, 2: 900, 3: 900, 4: 900 })).toBe(900);
  });

  test("one that passes again speaks against a failure, whether or not a quorum sees it", () => {
    const next = fiveWitnesses(3);
    expect(next({ 0: 0.2, 1: 0.2, 2: 0.2, 3: 0.2, 4: 0.2 })).toBeCloseTo(0.2, 9);
  });
});
