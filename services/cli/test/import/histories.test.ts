import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Histories, histories } from "../../src/import/histories.ts";
import { rowNames } from "../../src/import/row-names.ts";
import type { RowState } from "../../src/import/row-state.ts";
import { mergeTimelines } from "../../src/import/timeline.ts";

interface WrittenRow {
  readonly at: number;
  readonly monitor?: string;
  readonly service?: string;
  readonly state?: RowState;
}

const holdMs = 100;

/** Adds a row, whose line is its place among the rows, and gives the refusals as `line code`. */
function add(into: Histories, row: WrittenRow, line: number): readonly string[] {
  const { at, monitor = "m", service = "a", state = "up" } = row;
  const refused = into.add(
    { kind: "row", at, monitor, service, state, codeDropped: false },
    { line, raw: `row ${line}` },
  );
  return refused.map((refusal) => `${refusal.line} ${refusal.code}`);
}

const addAll = (into: Histories, rows: readonly WrittenRow[]): readonly string[] =>
  rows.flatMap((row, index) => add(into, row, index + 1));

const fresh = (): Histories => histories(rowNames(null), holdMs);

describe("histories", () => {
  test("a row older than the one before it of its series is refused, other series are not asked", () => {
    const into = fresh();
    expect(addAll(into, [{ at: 50 }, { at: 10, service: "b" }, { at: 40 }, { at: 50 }, { at: 60 }])).toEqual([
      "3 row-disorder",
    ]);
    expect(into.finish().map((series) => [series.service, ...series.at])).toEqual([
      ["a", 50, 50, 60],
      ["b", 10],
    ]);
  });

  test("one date far ahead is refused itself, instead of all the rows after it", () => {
    const into = fresh();
    expect(addAll(into, [{ at: 10 }, { at: 5000 }, { at: 20 }, { at: 30 }])).toEqual(["2 row-disorder"]);
    expect(into.finish()[0]!.at).toEqual([10, 20, 30]);
  });

  test("a series in which a date far ahead is confirmed stays there", () => {
    const into = fresh();
    expect(addAll(into, [{ at: 10 }, { at: 5000 }, { at: 5001 }, { at: 30 }])).toEqual(["4 row-disorder"]);
  });

  test("a row that contradicts itself is refused, and remembered", () => {
    const into = fresh();
    expect(addAll(into, [{ at: 10 }, { at: 20, state: "contradicted" }])).toEqual(["2 probe-contradiction"]);
    expect(into.finish()[0]!.states).toEqual(["up", "contradicted"]);
  });

  test("files may overlap and be given in any order", () => {
    const files = [
      [{ at: 10 }, { at: 40, state: "down" }],
      [{ at: 20 }, { at: 50 }],
    ] as const;
    for (const order of [files, files.toReversed()]) {
      const into = fresh();
      for (const file of order) {
        into.startFile();
        expect(addAll(into, file)).toEqual([]);
      }
      expect(into.finish()[0]).toMatchObject({ at: [10, 20, 40, 50], states: ["up", "up", "down", "up"] });
    }
  });

  test("two series of one service and one witness get witnesses of their own, so that no probes clash", () => {
    const into = fresh();
    addAll(into, [
      { at: 1, monitor: "a-b", service: "API" },
      { at: 1, monitor: "a/b", service: "API" },
      { at: 1, monitor: "a/b", service: "API!" },
    ]);
    const named = into.finish().map(({ monitor, written, source }) => [monitor, written, source]);
    expect(named).toEqual([
      ["a-b", "API", "a-b"],
      ["a/b", "API", "a\u2215b"],
      ["a/b", "API!", "a\u2215b-2"],
    ]);
  });

  test("how the rows of different series are mixed in a file does not matter", () => {
    const rows = fc.array(fc.record({ at: fc.nat(300), service: fc.constantFrom("a", "b", "c") }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(rows, (mixed) => {
        const [asMixed, oneByOne] = [fresh(), fresh()];
        addAll(asMixed, mixed);
        addAll(
          oneByOne,
          mixed.toSorted((x, y) => (x.service < y.service ? -1 : x.service > y.service ? 1 : 0)),
        );
        expect(asMixed.finish()).toEqual(oneByOne.finish());
      }),
    );
  });
});

describe("mergeTimelines", () => {
  test("holds every row of both in order of time", () => {
    const times = fc.array(fc.nat(50)).map((list) => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(times, times, (a, b) => {
        const merged = mergeTimelines(
          { at: a, states: a.map(() => "up") },
          { at: b, states: b.map(() => "down") },
        );
        expect(merged.at).toEqual([...a, ...b].toSorted((x, y) => x - y));
        expect(merged.states.filter((state) => state === "up")).toHaveLength(a.length);
      }),
    );
  });
});
