import { plainTime } from "../../../src/knowledge/wall-clock.ts";
import { expect, test } from "vitest";
import {
  hasReference,
  rearmEntity,
  releaseEntity,
  stepReference,
} from "../../../src/model/entity/reference.ts";
import { countLevel, setCountLevel } from "../../../src/model/kinds/count-level.ts";
import { seriesKinds } from "../../../src/model/kinds/series-model.ts";
import { handMadeEvidence, type HandMadeEvidence } from "../../support/evidence-of.ts";

/** Two services, held, with evidence against both; the levels of their errors are 3 and 5. */
function failing() {
  const both = handMadeEvidence(["chat errors", "mail errors"]);
  for (let window = 0; window < 5; window += 1)
    both.step({ "chat errors": 50, "mail errors": 50, "chat heartbeat": 2, "mail heartbeat": 2 });
  setCountLevel(both.state.series.columns, 0, 3);
  setCountLevel(both.state.series.columns, 1, 5);
  return { ...both, chat: both.entity("chat") };
}

const levels = ({ state }: Pick<HandMadeEvidence, "state">) =>
  [0, 1].map((row) => Math.round(1e9 * countLevel(state.series.columns, row)) / 1e9);
const isForgotten = (list: Float32Array | Float64Array, row: number, width: number): boolean =>
  list.subarray(row * width, (row + 1) * width).every((product) => product === 1);
const evidenceIsForgotten = ({ state }: Pick<HandMadeEvidence, "state">, row: number): boolean =>
  isForgotten(state.series.columns.products, row, 42) &&
  isForgotten(state.series.columns.longProducts, row, 16) &&
  isForgotten(state.entities.columns.heartbeat, row, 21);

test("a release opens the gate and forgets the evidence, of that entity alone", () => {
  const both = failing();
  releaseEntity(both.state, both.chat);
  const { heldSince, cusum } = both.state.entities.columns;
  expect([heldSince[0], cusum[0], evidenceIsForgotten(both, 0)]).toEqual([-1, 0, true]);
  expect([heldSince[1]! > 0, cusum[1]! > 0, evidenceIsForgotten(both, 1)]).toEqual([true, true, false]);
});

test("a release keeps the level before for a day, and evidence that does not let an incident end at once", () => {
  const both = failing();
  releaseEntity(both.state, both.chat);
  const { referenceUntil, referenceEvidence } = both.state.entities.columns;
  expect([...referenceUntil.subarray(0, 2)]).toEqual([both.state.window + 1440, -1]);
  expect([...referenceEvidence.subarray(0, 5)]).toEqual([1, 1, 1, 1, 1]);
  expect(both.state.series.columns.reference[0]).toBeCloseTo(3, 9);
});

test("a second release changes neither the level that is kept nor until when", () => {
  const both = failing();
  releaseEntity(both.state, both.chat);
  const until = both.state.entities.columns.referenceUntil[0];
  both.state.window += 400;
  setCountLevel(both.state.series.columns, 0, 9);
  releaseEntity(both.state, both.chat);
  expect(both.state.entities.columns.referenceUntil[0]).toBe(until);
  expect(both.state.series.columns.reference[0]).toBeCloseTo(3, 9);
});

test("what the last five windows say against the level before is noted", () => {
  const both = failing();
  releaseEntity(both.state, both.chat);
  for (const nats of [10, 20, 30, 40, 50, 60]) {
    both.state.window += 1;
    stepReference(both.state, both.chat, nats);
  }
  const noted = [...both.state.entities.columns.referenceEvidence.subarray(0, 5)];
  expect(noted.sort((one, other) => one - other)).toEqual([20, 30, 40, 50, 60]);
});

test("after a day the new level stays, and a probe that is down is taken for usually down", () => {
  const both = failing();
  both.state.series.columns.kind[0] = seriesKinds.indexOf("probe");
  const { probe } = both.state.models;
  const down = { series: 0, value: 1, exposure: 1, readings: 1, intervalMs: 60_000, buckets: null };
  const at = { window: both.state.window, windowMs: 60_000, timeOf: () => plainTime(0) };
  const batch = probe.read([down], at);
  const expected = () => probe.expect(batch, at).bases[0]!;
  probe.learn(batch, probe.predict(batch, probe.expect(batch, at), { at, factors: new Float64Array(7) }), {
    at,
    factors: new Float64Array(7),
    isHeld: Uint8Array.of(1),
    isReferred: null,
  });
  releaseEntity(both.state, both.chat);
  both.state.window += 1440;
  stepReference(both.state, both.chat, 1);
  expect([hasReference(both.state.entities.columns, 0), expected()]).toEqual([true, 0.5]);
  both.state.window += 1;
  stepReference(both.state, both.chat, 1);
  expect(hasReference(both.state.entities.columns, 0)).toBe(false);
  expect(expected()).toBeGreaterThan(0.9);
});

test("an entity that recovered goes back to the level before, is learned again, and nothing speaks against it", () => {
  const both = failing();
  releaseEntity(both.state, both.chat);
  setCountLevel(both.state.series.columns, 0, 9);
  both.step({ "chat errors": 50, "chat heartbeat": 2 });
  rearmEntity(both.state, both.chat);
  expect(levels(both)).toEqual([3, 5]);
  expect([hasReference(both.state.entities.columns, 0), evidenceIsForgotten(both, 0)]).toEqual([false, true]);
  expect([both.state.entities.columns.heldSince[0], both.state.entities.columns.cusum[0]]).toEqual([-1, 0]);
});

test("an entity that recovered before its level was given up keeps it", () => {
  const both = failing();
  rearmEntity(both.state, both.chat);
  expect(levels(both)).toEqual([3, 5]);
  expect([evidenceIsForgotten(both, 0), evidenceIsForgotten(both, 1)]).toEqual([true, false]);
});
