import type { WorldWindow } from "../join/world-window.ts";
import { learnWindow, weighWindow } from "./observe-window.ts";
import { beginStart } from "./running-products.ts";
import { stepSilence } from "./silence.ts";
import { stepUnits } from "./units-step.ts";
import { enrol, type WorldState } from "./world-state.ts";

/**
 * One window of the world through the model: score first, then learn. Changes `state` in place; afterwards
 * `state.likelihoods` hold every unit's evidence over the lag grid. Windows must come in order and without gaps.
 */
export function weighWorld(state: WorldState, world: WorldWindow): void {
  state.window = world.windowStart / state.windowMs;
  for (const series of world.newSeries) enrol(state, series);
  for (let row = 0; row < state.series.rows; row += 1) beginStart(state.series.columns, row, state.window);
  const heartbeats = stepSilence(state, world);
  if (state.blind) state.factors.fill(0);
  const taken = state.blind ? [] : weighWindow(state, world);
  stepUnits(state, heartbeats);
  learnWindow(state, taken);
}
