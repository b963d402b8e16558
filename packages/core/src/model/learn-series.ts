import { forgetResidual } from "./baseline/autocorrelation.ts";
import { nextPenalty } from "./baseline/penalty.ts";
import { learnEnvelopes } from "./common-factors.ts";
import { hasAnyReference, isSetFor, referredOf } from "./entity/reference.ts";
import { maintainedSeries } from "./entity/maintenance.ts";
import { picked } from "./kinds/log-ratios.ts";
import type { Batch } from "./kinds/series-model.ts";
import type { SeriesColumns } from "./series-table.ts";
import type { ModelState } from "./model-state.ts";
import { pickedScored, type Scored, type ScoredWindow } from "./score-series.ts";

/**
 * Learns from what was observed of services that are not held (rule 16); keeps the fresh level of all. Of the excluded
 * past not even that (rule 54).
 */
export function learnWindow(state: ModelState, scored: ScoredWindow): void {
  const { at, factors } = scored;
  const { columns } = state.series;
  const anyReference = hasAnyReference(state);
  for (const kind of scored.kinds) {
    const { model, batch, prediction, lasting } = learnable(state, kind);
    const held = heldOf(state, batch);
    const isReferred = anyReference ? referredOf(state, batch) : null;
    model.learn(batch, prediction, { at, factors, isHeld: held, isReferred });
    for (let position = 0; position < batch.rows.length; position += 1) {
      const row = batch.rows[position]!;
      columns.previousWindow[row] = state.window;
      if (held[position] === 1 || columns.ready[row] === 0 || at.timeOf(row).isUnlike) continue;
      columns.penalty[row] = nextPenalty(columns.penalty[row]!, columns.eValue[row]!);
      if (lasting !== null)
        learnLastingPenalties(columns, row, lasting.now[position]!, lasting.before[position]!);
    }
  }
  learnEnvelopes(state, factors);
}

/**
 * What may be learned of a kind: nothing of what is worked on (rule 53), nor of an excluded past (rule 54), of which only how
 * it went last is noted.
 */
function learnable(state: ModelState, scored: Scored): Scored {
  const { unlearned, growing, series, window } = state;
  const { model, batch } = scored;
  const isMaintained = maintainedSeries(state);
  if (unlearned.size === 0 && isMaintained === null) return scored;
  const rowAt = (position: number): number => batch.rows[position]!;
  const isWorkedOn = (position: number): boolean => isMaintained !== null && isMaintained(rowAt(position));
  const isExcluded = (position: number): boolean =>
    !isWorkedOn(position) && unlearned.has(growing.directory.entityOfSeries[rowAt(position)]!);
  const positions = Array.from(batch.rows, (_, position) => position);
  const excluded = picked(batch, positions.filter(isExcluded));
  model.follow(excluded);
  for (let position = 0; position < excluded.rows.length; position += 1) {
    const row = excluded.rows[position]!;
    forgetResidual(series.columns, row);
    series.columns.previousWindow[row] = window;
  }
  return pickedScored(
    scored,
    positions.filter((position) => !isExcluded(position) && !isWorkedOn(position)),
  );
}

/** Each process of the long look-back has a penalty of its own: a step that is benign would feed one for as long as it lasts. */
function learnLastingPenalties(columns: SeriesColumns, row: number, now: number, before: number): void {
  columns.lastingPenalty[row] = nextPenalty(columns.lastingPenalty[row]!, now);
  columns.beforePenalty[row] = nextPenalty(columns.beforePenalty[row]!, before);
}

/** 1 where the entity of the series is held, or its source is at fault. */
function heldOf(state: ModelState, batch: Batch): ArrayLike<number> {
  const held = isSetFor(state, batch, state.entities.columns.heldSince);
  if (state.unbelieved.size === 0) return held;
  return held.map((isHeld, position) => (state.unbelieved.has(batch.rows[position]!) ? 1 : isHeld));
}
