import type { Entity } from "../world/directory.ts";
import { signals } from "../world/world-window.ts";
import { commonFactor, learnEnvelope, smallestWorld } from "./baseline/common-factor.ts";
import type { EntityColumns } from "./entity-table.ts";
import { isHeld } from "./entity/learning-gate.ts";
import { hasReference } from "./entity/reference.ts";
import type { Expected } from "./expect-series.ts";
import { type ModelState, timeOfEntity } from "./model-state.ts";

const latencySignal = signals.indexOf("latency");

/** Residuals of one signal, with the series that they are of. */
interface Residuals {
  readonly rows: number[];
  readonly nats: number[];
}

/** Median over the services of what is unexpected, for each signal: what all of them have in common (rule 14). */
export function commonFactors(state: ModelState, expected: readonly Expected[]): readonly number[] {
  const { entityOfSeries, entities } = state.growing.directory;
  const { signal } = state.series.columns;
  const residuals = signals.map((): Residuals | null => null);
  for (const { batch, expectation } of expected) {
    const { rows } = batch;
    for (let position = 0; position < rows.length; position += 1) {
      if (expectation.isTypical[position] === 0) continue;
      const row = rows[position]!;
      if (!isTypicalSeries(state, row, entities[entityOfSeries[row]!]!)) continue;
      const ofSignal = (residuals[signal[row]!] ??= { rows: [], nats: [] });
      ofSignal.rows.push(row);
      ofSignal.nats.push(expectation.residuals[position]!);
    }
  }
  return residuals.map((ofSignal, at) =>
    ofSignal === null || ofSignal.rows.length < smallestWorld
      ? 0
      : commonFactor(state.envelopes[at]!, oncePerService(state, ofSignal)),
  );
}

/** Of a service's series the first in the list of series counts, wherever the others stand. */
function oncePerService({ growing }: ModelState, { rows, nats }: Residuals): readonly number[] {
  const { entities, entityOfSeries, services } = growing.directory;
  const found: number[] = [];
  const isCounted = new Uint8Array(services.length);
  const order = inOrderOf(rows);
  for (let at = 0; at < rows.length; at += 1) {
    const position = order === null ? at : order[at]!;
    const { service } = entities[entityOfSeries[rows[position]!]!]!;
    if (isCounted[service] === 1) continue;
    isCounted[service] = 1;
    found.push(nats[position]!);
  }
  return found;
}

/** Positions in ascending order of the values; null where that is their own, because only kinds that share a signal are mixed. */
function inOrderOf(values: readonly number[]): readonly number[] | null {
  let at = 1;
  while (at < values.length && values[at - 1]! < values[at]!) at += 1;
  if (at >= values.length) return null;
  return values.map((_, position) => position).sort((one, other) => values[one]! - values[other]!);
}

const isTypicalSeries = (
  { series, entities }: ModelState,
  row: number,
  { index, operation }: Entity,
): boolean =>
  series.columns.ready[row] === 1 &&
  operation === null &&
  entities.columns.maintained[index] === 0 &&
  !isSetApart(entities.columns, index);

/** Held, or judged by a level of before: its residuals say nothing of what all have in common. */
const isSetApart = (columns: EntityColumns, entity: number): boolean =>
  isHeld(columns, entity) || hasReference(columns, entity);

/**
 * The envelope of the common factor is learned only while nobody is set apart, nobody's day is like none (rule 52), and of
 * no excluded past (rule 54). Who is worked on has no say in it.
 */
export function learnEnvelopes(state: ModelState, factors: readonly number[]): void {
  const { window, windowMs, unlearned } = state;
  if (unlearned.size > 0) return;
  const { columns, rows } = state.entities;
  for (let entity = 0; entity < rows; entity += 1) {
    const isApart = isSetApart(columns, entity) || timeOfEntity(state, entity).isUnlike;
    if (columns.maintained[entity] === 0 && isApart) return;
  }
  state.envelopes.forEach((envelope, signal) => {
    if (factors[signal] === 0) return;
    learnEnvelope(envelope, factors[signal]!, { window, windowMs, isLatency: signal === latencySignal });
  });
}
