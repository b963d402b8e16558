import type { Entity } from "../../world/directory.ts";
import { type Batch, seriesKinds } from "../kinds/series-model.ts";
import { beginFresh } from "../kinds/fresh-level.ts";
import { referenceWindows } from "../entity-table.ts";
import type { ModelState } from "../model-state.ts";
import { referenceKeptMs, release } from "./learning-gate.ts";
import { forgetLong } from "./long-look-back.ts";
import { forgetHeartbeat, forgetSeries } from "./look-back.ts";
import { forgetRecent } from "./recent-windows.ts";

export const hasReference = (
  columns: { readonly referenceUntil: ArrayLike<number> },
  entity: number,
): boolean => columns.referenceUntil[entity]! >= 0;

/** Evidence of the last five windows against the level before the incident, nats (rule 17). */
export function referenceSum(
  { referenceEvidence }: { readonly referenceEvidence: ArrayLike<number> },
  entity: number,
): number {
  const base = entity * referenceWindows;
  let sum = 0;
  for (let index = base; index < base + referenceWindows; index += 1) sum += referenceEvidence[index]!;
  return sum;
}

/** Notes what a window says against the level before the incident, nats. A reference that has been kept for a day ends. */
export function stepReference(state: ModelState, entity: Entity, evidenceNats: number): void {
  const { columns } = state.entities;
  const slot = entity.index * referenceWindows + (state.window % referenceWindows);
  columns.referenceEvidence[slot] = evidenceNats;
  if (state.window > columns.referenceUntil[entity.index]!) dropReference(state, entity, "adopt");
}

/**
 * Six hours of a new level: it is learned as normal from here on, and the level before is kept for a day as the
 * reference by which an open incident is still judged (rule 17). A second release in the same outage learns the level
 * anew, but the reference stays that of before the outage.
 */
export function releaseEntity(state: ModelState, entity: Entity): void {
  const { columns } = state.entities;
  const isFirst = !hasReference(columns, entity.index);
  forEachSeries(state, entity, (row, model) => {
    model?.release(row, isFirst);
    forgetSeries(state.series.columns.products, row);
    forgetLong(state.series.columns.longProducts, row);
    state.series.columns.witnessNats[row] = 0;
  });
  forgetHeartbeat(columns.heartbeat, entity.index);
  forgetRecent(columns, entity.index);
  const from = entity.index * referenceWindows;
  columns.referenceEvidence.fill(1, from, from + referenceWindows);
  if (isFirst) {
    columns.referenceUntil[entity.index] = state.window + Math.round(referenceKeptMs / state.windowMs);
  }
  release(columns, entity.index);
}

/**
 * Forgets the evidence of an entity that recovered and learns of it again, so that what is over can neither raise an
 * alarm again (rule 31) nor lend its onset to the next failure.
 */
export function rearmEntity(state: ModelState, entity: Entity): void {
  const { columns } = state.entities;
  forEachSeries(state, entity, (row, model) => {
    forgetSeries(state.series.columns.products, row);
    forgetLong(state.series.columns.longProducts, row);
    state.series.columns.witnessNats[row] = 0;
    model?.settle(row);
  });
  forgetHeartbeat(columns.heartbeat, entity.index);
  forgetRecent(columns, entity.index);
  if (hasReference(columns, entity.index)) dropReference(state, entity, "restore");
  release(columns, entity.index);
}

/** What comes from here on is what the level would be learned from: the failure before it is no part of that. */
export function easeEntity(state: ModelState, entity: Entity): void {
  forEachSeries(state, entity, (row) => beginFresh(state.series.columns, row));
}

/** Recovered but for a drift (rule 31): its fresh level is its level, and nothing that was seen speaks for a failure. */
export function acceptDrift(state: ModelState, entity: Entity): void {
  forEachSeries(state, entity, (row, model) => model?.release(row, false));
  rearmEntity(state, entity);
}

/** Ends the reference: `restore` goes back to the level before the incident, `adopt` keeps the new one. */
function dropReference(state: ModelState, entity: Entity, how: "restore" | "adopt"): void {
  forEachSeries(state, entity, (row, model) => model?.[how](row));
  state.entities.columns.referenceUntil[entity.index] = -1;
}

type SeriesVisitor = (row: number, model: ModelState["models"][keyof ModelState["models"]] | null) => void;

function forEachSeries(state: ModelState, entity: Entity, visit: SeriesVisitor): void {
  for (const row of entity.seriesBySignal.flat()) {
    const kind = seriesKinds[state.series.columns.kind[row]!]!;
    visit(row, kind === "ignored" ? null : state.models[kind]);
  }
}

/** 1 where the column of entities is not negative for the entity of the series. */
export function isSetFor(state: ModelState, { rows }: Batch, column: Float64Array): Uint8Array {
  const { entityOfSeries } = state.growing.directory;
  const isSet = new Uint8Array(rows.length);
  for (let position = 0; position < rows.length; position += 1)
    if (column[entityOfSeries[rows[position]!]!]! >= 0) isSet[position] = 1;
  return isSet;
}

/** 1 where the entity keeps the level before an incident. */
export const referredOf = (state: ModelState, batch: Batch): Uint8Array =>
  isSetFor(state, batch, state.entities.columns.referenceUntil);

export function hasAnyReference({ entities }: ModelState): boolean {
  for (let entity = 0; entity < entities.rows; entity += 1) {
    if (hasReference(entities.columns, entity)) return true;
  }
  return false;
}
