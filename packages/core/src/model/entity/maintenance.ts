import type { Directory, Entity } from "../../world/directory.ts";
import type { Observation, WorldWindow } from "../../world/world-window.ts";
import { forgetResidual } from "../baseline/autocorrelation.ts";
import type { ReadonlyColumns } from "../../stats/table.ts";
import { type EntityColumns, type entitySpec, referenceWindows } from "../entity-table.ts";
import type { ModelState } from "../model-state.ts";
import { cadenceOf } from "../silence/heartbeat.ts";
import { release } from "./learning-gate.ts";
import { forgetLong } from "./long-look-back.ts";
import { forgetHeartbeat, forgetSeries } from "./look-back.ts";
import { forgetRecent, recentAt } from "./recent-windows.ts";

/** After work an entity is on trial for so long, or for so many of its own intervals if that is longer. */
const trialMs = 15 * 60_000;
const trialTurns = 2;

/** Planned work on entities, by names of services or of `service/operation`; null: on all. */
export interface WorkOn {
  readonly names: ReadonlySet<string> | null;
  readonly fromMs: number;
  /** Null: no end is known. */
  readonly toMs: number | null;
}

/**
 * Notes who is worked on in the window that begins (rule 53), and whose work has just ended: what was seen of these speaks
 * for nothing any more.
 */
export function stepMaintenance(state: ModelState, world: WorldWindow, works: readonly WorkOn[]): void {
  const { columns } = state.entities;
  const { directory } = state.growing;
  const inForce = reachingInto(works, world.windowStart, world.windowStart + world.windowMs);
  for (const entity of directory.entities) {
    const { index } = entity;
    const isMaintained = inForce.some((work) => concerns(work, directory, entity));
    if (!isMaintained && columns.maintained[index] === 1) resume(state, entity);
    columns.maintained[index] = isMaintained ? 1 : 0;
    if (isMaintained) columns.maintainedAt[index] = state.window;
  }
}

/** Works that reach into the time from one instant up to but without the other. */
const reachingInto = (works: readonly WorkOn[], fromMs: number, untilMs: number): readonly WorkOn[] =>
  works.filter((work) => work.fromMs < untilMs && (work.toMs === null || work.toMs > fromMs));

const concerns = ({ names }: WorkOn, { services }: Directory, { name, service }: Entity): boolean =>
  names === null || names.has(name) || names.has(services[service]!.name);

/**
 * The observations that are judged. Of those of longer intervals the ones that reach back into work that has ended are left
 * out, and while it is worked on a series that still warms up.
 */
export function judgedDuringWork(
  state: ModelState,
  { observations, windowStart, windowMs }: WorldWindow,
  works: readonly WorkOn[],
): readonly Observation[] {
  if (works.length === 0) return observations;
  const { directory } = state.growing;
  const { maintained } = state.entities.columns;
  const until = windowStart + windowMs;
  return observations.filter(({ series, intervalMs }) => {
    const entity = directory.entityOfSeries[series]!;
    if (maintained[entity] === 1) return state.series.columns.ready[series] === 1;
    if (intervalMs <= windowMs) return true;
    const reaching = reachingInto(works, until - intervalMs, until);
    return !reaching.some((work) => concerns(work, directory, directory.entities[entity]!));
  });
}

/** While it is worked on an entity is not assessed, and what was going on stands still. */
export function standStill(columns: EntityColumns, entity: number, window: number): void {
  columns.assessed[entity] = 0;
  columns.recentNats[recentAt(entity, window)] = 0;
  if (columns.referenceUntil[entity]! >= 0) columns.referenceUntil[entity]! += 1;
}

/** The work on an entity has ended: from here on it is judged by fresh evidence, against what was normal before. */
function resume(state: ModelState, entity: Entity): void {
  const { columns } = state.entities;
  const { index } = entity;
  const series = state.series.columns;
  for (const row of entity.seriesBySignal.flat()) {
    forgetSeries(series.products, row);
    forgetLong(series.longProducts, row);
    forgetResidual(series, row);
    if (series.previousWindow[row]! >= 0) series.previousWindow[row] = state.window - 1;
  }
  forgetHeartbeat(columns.heartbeat, index);
  forgetRecent(columns, index);
  columns.windowEvidence[index] = 0;
  columns.windowEvidenceBefore[index] = 0;
  columns.referenceEvidence.fill(0, index * referenceWindows, (index + 1) * referenceWindows);
  release(columns, index);
}

/** Whether the work on an entity has just ended: less evidence of a failure than ever keeps it from being learned. */
export function isOnTrial(
  columns: Pick<ReadonlyColumns<typeof entitySpec>, "maintainedAt" | "gapMean">,
  entity: number,
  { window, windowMs }: { readonly window: number; readonly windowMs: number },
): boolean {
  const at = columns.maintainedAt[entity]!;
  if (at < 0) return false;
  const windows = Math.max(Math.ceil(trialMs / windowMs), trialTurns * cadenceOf(columns, entity));
  return window - at <= windows;
}

/** Series whose entities are worked on: nothing of them is learned. Null: there are none. */
export function maintainedSeries({ growing, entities }: ModelState): ((row: number) => boolean) | null {
  const { maintained } = entities.columns;
  if (!maintained.subarray(0, entities.rows).includes(1)) return null;
  return (row) => maintained[growing.directory.entityOfSeries[row]!] === 1;
}
