import { expect, test } from "vitest";
import { addSeries, modelState, snapshotModel } from "../../src/model/model-state.ts";
import { seriesKinds } from "../../src/model/kinds/series-model.ts";
import { signals } from "../../src/world/world-window.ts";
import { oneWorld } from "../support/one-world.ts";
import { minuteMs } from "../support/world-time.ts";

const { newSeries } = oneWorld().next({ "ant errors east": [1, 2], "ant traffic east": 2, "bee reports": 3 });

function grown() {
  const state = modelState(minuteMs);
  for (const series of newSeries) addSeries(state, series);
  return state;
}

test("a series has rows for itself, its entity and its source, and knows its signal", () => {
  const { series, entities, sources } = grown();
  expect([series.rows, entities.rows, sources.rows]).toEqual([3, 2, 1]);
  expect([...series.columns.signal.subarray(0, 3)].map((at) => signals[at])).toEqual([
    "errors",
    "traffic",
    "reports",
  ]);
});

test("a series out of order is a fault of the caller, and nothing is added", () => {
  const state = modelState(minuteMs);
  expect(() => addSeries(state, newSeries[1]!)).toThrow(RangeError);
  expect([state.series.rows, state.entities.rows]).toEqual([0, 0]);
});

test("every kind but that without information has a measure", () => {
  const { measures } = grown();
  expect(seriesKinds.filter((_, at) => measures[at] === null)).toEqual(["ignored"]);
});

test("a state made from a snapshot is the one that it was taken of, and shares nothing with it", () => {
  const state = grown();
  state.window = 77;
  state.envelopes[0]!.envelope = 0.5;
  const snapshot = snapshotModel(state);
  const text = JSON.stringify(snapshot);
  const resumed = modelState(minuteMs, snapshot);
  expect(JSON.stringify(snapshotModel(resumed))).toBe(text);
  resumed.envelopes[0]!.envelope = 0.7;
  resumed.series.columns.penalty[0] = 9;
  addSeries(resumed, { ...newSeries[0]!, index: 3, signal: "latency" });
  expect(JSON.stringify(snapshot)).toBe(text);
  expect(JSON.stringify(snapshotModel(state))).toBe(text);
});

test("a snapshot in which a column is missing or unknown is refused: a part that starts afresh would go unnoticed", () => {
  const snapshot = snapshotModel(grown());
  const { penalty, ...others } = snapshot.tables.series.columns;
  for (const columns of [others, { ...others, penalty: penalty!, other: penalty! }]) {
    const tables = { ...snapshot.tables, series: { ...snapshot.tables.series, columns } };
    expect(() => modelState(minuteMs, { ...snapshot, tables })).toThrow("does not fit");
  }
});
