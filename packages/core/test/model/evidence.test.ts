import { describe, expect, test } from "vitest";
import { lagScratch, noLikelihoods, writeLikelihoods } from "../../src/model/entity/entity-likelihood.ts";
import { type Evidence, forgetting, onsetsTried } from "../../src/model/index.ts";
import { oneModel } from "../support/one-model.ts";
import { ofEach } from "../support/one-world.ts";

const calm = ofEach(["ant", "ant/media", "bee", "cat"], { errors: [5, 1000], "traffic east": 1000 });
const failing = {
  ...calm,
  "ant errors": [60, 1000],
  "ant/media errors": [60, 1000],
  "bee errors": [60, 1000],
} as const;

/** What of evidence can be forgotten, as plain numbers. */
const memory = ({ products, longProducts, heartbeat, likelihoods, entities, window, directory }: Evidence) =>
  structuredClone({
    window,
    products: [...(products as Float64Array)],
    longProducts: [...(longProducts as Float32Array)],
    heartbeat: [...(heartbeat as Float64Array)],
    all: Array.from(likelihoods.all).slice(0, directory.entities.length * onsetsTried),
    withoutReports: Array.from(likelihoods.withoutReports).slice(0, directory.entities.length * onsetsTried),
    signalCusum: [...(entities.signalCusum as Float64Array)],
    heldSince: [...(entities.heldSince as Int32Array)],
  });

/** The same as the model has it now: likelihoods are of the look-back at any time. */
function memoryNow(evidence: Evidence) {
  const { entities } = evidence.directory;
  const likelihoods = noLikelihoods(entities.length);
  for (const entity of entities) writeLikelihoods(evidence, entity, likelihoods, lagScratch());
  return memory({ ...evidence, likelihoods });
}

/** Two services that have failed for a quarter of an hour, unless it is for longer. */
function failed(windows = 15) {
  const model = oneModel();
  model.after(100, calm);
  return { ...model, evidence: model.after(windows, failing) };
}

describe.each([[["ant"]], [["ant", "bee"]], [["cat"]]])("evidence that forgets %j", (over) => {
  test("is what the model has after it was told that their incident is over", () => {
    const { model, evidence } = failed();
    const forgotten = memory(forgetting(evidence, over));
    model.apply({ over, failing: [], resumed: [], heard: [], eased: [], drifted: [] });
    expect(forgotten).toEqual(memoryNow(evidence));
  });

  test("is that also where the level before the incident is kept, and restored", () => {
    const { model, evidence } = failed(370);
    expect(evidence.entities.referenceUntil[0]).toBeGreaterThan(evidence.window);
    const forgotten = memory(forgetting(evidence, over));
    model.apply({ over, failing: [], resumed: [], heard: [], eased: [], drifted: [] });
    expect(forgotten).toEqual(memoryNow(evidence));
  });

  test("leaves the evidence that it was made from, and all that the model remembers", () => {
    const { model, evidence } = failed();
    const before = memory(evidence);
    const snapshot = JSON.stringify(model.snapshot());
    forgetting(evidence, over);
    expect(memory(evidence)).toEqual(before);
    expect(JSON.stringify(model.snapshot())).toBe(snapshot);
  });
});

test("forgetting changes something: who failed does not any more, and who is not forgotten does still", () => {
  const { evidence } = failed();
  const forgotten = memory(forgetting(evidence, ["ant"]));
  const { entityByName } = evidence.directory;
  const isHeld = (name: string) => forgotten.heldSince[entityByName.get(name)!]! >= 0;
  expect([isHeld("ant"), isHeld("ant/media"), isHeld("bee")]).toEqual([false, false, true]);
  expect(forgotten.withoutReports[4]).toBe(1);
});

test("forgetting nobody is the same evidence", () => {
  const { evidence } = failed();
  expect(forgetting(evidence, [])).toBe(evidence);
});

test("what is observed and expected stays as it is", () => {
  const { evidence } = failed();
  const { series, factors, sources, completeness } = forgetting(evidence, ["ant"]);
  expect({ series, factors, sources, completeness }).toEqual({
    series: evidence.series,
    factors: evidence.factors,
    sources: evidence.sources,
    completeness: evidence.completeness,
  });
});
