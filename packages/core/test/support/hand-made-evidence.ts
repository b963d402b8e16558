import { stepEntities } from "../../src/model/entity/entities-step.ts";
import type { Likelihoods } from "../../src/model/entity/entity-likelihood.ts";
import { beginStarts, multiply, multiplyHeartbeat } from "../../src/model/entity/look-back.ts";
import { addSeries, modelState, type ModelState } from "../../src/model/model-state.ts";
import { lagGrid } from "../../src/model/starts.ts";
import type { Entity } from "../../src/world/directory.ts";
import { oneWorld } from "./one-world.ts";
import { firstWindow, minuteMs } from "./world-time.ts";

/** E-values by series ("chat errors east") and by heartbeat ("chat heartbeat"), which is missing where it is over 1. */
export type EValues = Readonly<Record<string, number>>;

export interface HandMadeEvidence {
  readonly state: ModelState;
  readonly entity: (name: string) => Entity;
  /** A window in which all of these were observed, and nothing else. Both effect sizes have the e-value. */
  readonly step: (eValues: EValues, againstReference?: EValues) => Likelihoods;
}

/** A model of these series whose e-values come from the test. */
export function handMadeEvidence(series: readonly string[]): HandMadeEvidence {
  const state = modelState(minuteMs);
  const { newSeries } = oneWorld().next(Object.fromEntries(series.map((name) => [name, 1])));
  for (const one of newSeries) addSeries(state, one);
  state.window = firstWindow - 1;
  const { directory } = state.growing;
  const entity = (name: string): Entity => directory.entities[directory.entityByName.get(name)!]!;
  const step = (eValues: EValues, againstReference: EValues = eValues): Likelihoods => {
    state.window += 1;
    const { products, observedWindow, eValue, eValueBefore } = state.series.columns;
    beginStarts(products, series.length, state.window);
    series.forEach((name, row) => {
      eValue[row] = eValues[name] ?? 1;
      eValueBefore[row] = againstReference[name] ?? 1;
      if (eValues[name] === undefined) return;
      observedWindow[row] = state.window;
      multiply(products, row, eValues[name], eValues[name]);
    });
    const heartbeat = Float64Array.from(directory.entities, ({ name }) => eValues[`${name} heartbeat`] ?? 1);
    heartbeat.forEach((ofHeartbeat, index) => {
      state.entities.columns.missing[index] = ofHeartbeat > 1 ? 1 : 0;
      multiplyHeartbeat(state.entities.columns.heartbeat, index, state.window, ofHeartbeat);
    });
    stepEntities(state, heartbeat);
    const { all, withoutReports } = state.likelihoods;
    const used = directory.entities.length * lagGrid.length;
    return { all: all.slice(0, used), withoutReports: withoutReports.slice(0, used) };
  };
  return { state, entity, step };
}
