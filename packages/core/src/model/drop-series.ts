import { keepRows } from "../stats/table.ts";
import { growingDirectory } from "../world/directory.ts";
import { noLikelihoods } from "./entity/entity-likelihood.ts";
import { knownOf } from "./known.ts";
import { findClocks, type ModelState } from "./model-state.ts";

/**
 * Drops series with everything that was kept of them, and units, services and sources that have none left (rule 57). What
 * stays is what a model of the others alone would hold, in the same order: one that is made from a snapshot after it goes
 * on bit for bit. To be called between two windows.
 */
export function dropSeries(state: ModelState, dropped: readonly number[]): void {
  const before = state.growing.directory;
  const gone = new Set(dropped);
  const kept = before.series.filter(({ index }) => !gone.has(index));
  const newRow = new Map(kept.map(({ index }, row) => [index, row]));
  state.growing = growingDirectory(kept.map((series, index) => ({ ...series, index })));
  const after = state.growing.directory;
  keepRows(
    state.series,
    kept.map(({ index }) => index),
  );
  keepRows(
    state.entities,
    after.entities.map(({ name }) => before.entityByName.get(name)!),
  );
  keepRows(
    state.sources,
    after.sources.map(({ name }) => before.sourceByName.get(name)!),
  );
  for (const model of Object.values(state.models)) model.keep((row) => newRow.get(row));
  state.clockOfEntity.length = 0;
  findClocks(state);
  state.known = knownOf(after, state.knowledge);
  state.views = { series: 0, bySource: new Map() };
  state.likelihoods = noLikelihoods(state.entities.capacity);
  state.unbelieved = new Set();
}
