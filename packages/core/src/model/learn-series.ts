import { nextPenalty } from "./baseline/penalty.ts";
import { learnEnvelopes } from "./common-factors.ts";
import { hasAnyReference, isSetFor, referredOf } from "./entity/reference.ts";
import { maintainedSeries } from "./entity/maintenance.ts";
import { picked, pickedFrom, pickedPrediction } from "./kinds/log-ratios.ts";
import type { Batch } from "./kinds/series-model.ts";
import type { SeriesColumns } from "./series-table.ts";
import type { ModelState } from "./model-state.ts";
import type { ScoredWindow } from "./score-series.ts";

/** Learns from what was observed of services that are not held (rule 16); keeps the fresh level of all. */
export function learnWindow(state: ModelState, scored: ScoredWindow): void {
  const { at, factors } = scored;
  const { columns } = state.series;
  const anyReference = hasAnyReference(state);
  for (const { model, batch, prediction, lasting } of learnedKinds(state, scored)) {
    const held = heldOf(state, batch);
    const isReferred = anyReference ? referredOf(state, batch) : null;
    model.learn(batch, prediction, { at, factors, isHeld: held, isReferred });
    for (let position = 0; position < batch.rows.length; position += 1) {
      const row = batch.rows[position]!;
      columns.previousWindow[row] = state.window;
      if (held[position] === 1 || columns.ready[row] === 0) continue;
      columns.penalty[row] = nextPenalty(columns.penalty[row]!, columns.eValue[row]!);
      if (lasting !== null)
        learnLastingPenalties(columns, row, lasting.now[position]!, lasting.before[position]!);
    }
  }
  learnEnvelopes(state, factors);
}

/** What was scored without what is worked on: nothing of that is learned (rule 53). */
function learnedKinds(state: ModelState, { kinds }: ScoredWindow): ScoredWindow["kinds"] {
  const isMaintained = maintainedSeries(state);
  if (isMaintained === null) return kinds;
  return kinds.map(({ model, batch, prediction, lasting }) => {
    const positions = [...batch.rows.keys()].filter((position) => !isMaintained(batch.rows[position]!));
    return {
      model,
      batch: picked(batch, positions),
      prediction: pickedPrediction(prediction, positions),
      lasting: lasting && {
        now: pickedFrom(lasting.now, positions),
        before: pickedFrom(lasting.before, positions),
      },
    };
  });
}

/** Each process of the long look-back has a penalty of its own: a step that is benign would feed one for as long as it lasts. */
function learnLastingPenalties(columns: SeriesColumns, row: number, now: number, before: number): void {
  columns.lastingPenalty[row] = nextPenalty(columns.lastingPenalty[row]!, now);
  columns.beforePenalty[row] = nextPenalty(columns.beforePenalty[row]!, before);
}

/** 1 where the entity of the series is held, or its source is at fault. */
function heldOf(state: ModelState, batch: Batch): readonly number[] {
  const held = isSetFor(state, batch, state.entities.columns.heldSince);
  if (state.unbelieved.size === 0) return held;
  return held.map((isHeld, position) => (state.unbelieved.has(batch.rows[position]!) ? 1 : isHeld));
}
