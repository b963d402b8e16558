import type { Entity } from "../../world/directory.ts";
import { signals } from "../../world/world-window.ts";
import type { ModelState } from "../model-state.ts";
import { cadenceOf } from "../silence/heartbeat.ts";

/** A witness that said nothing of a signal for so many of its intervals has no vote until it speaks again. */
const votesFor = 2;
const reportsSignal = signals.indexOf("reports");

/**
 * Series of services with a quorum whose witness has said nothing new for a while (rule 56). Where that is so of all
 * witnesses of a signal they are all left: what they said last is what is known. `faulty`: series that do not count anyway.
 */
export function silentWitnesses(state: ModelState, faulty: ReadonlySet<number>): readonly number[] {
  const found: number[] = [];
  for (const index of state.known.quorum.keys()) {
    const entity = state.growing.directory.entities[index]!;
    entity.seriesBySignal.forEach((rows, signal) => {
      if (signal === reportsSignal) return;
      const witnesses = rows.filter((row) => !faulty.has(row));
      const silent = witnesses.filter((row) => isSilent(state, entity, row));
      if (silent.length < witnesses.length) found.push(...silent);
    });
  }
  return found;
}

function isSilent(
  { growing, series, sources, entities, window }: ModelState,
  entity: Entity,
  row: number,
): boolean {
  const { source } = growing.directory.series[row]!;
  const cadence =
    source === null
      ? cadenceOf(entities.columns, entity.index)
      : cadenceOf(sources.columns, growing.directory.sourceByName.get(source)!);
  return window - series.columns.observedWindow[row]! >= votesFor * cadence;
}
