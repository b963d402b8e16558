import type { Knowledge } from "../knowledge/knowledge.ts";
import type { WorldWindow } from "../world/world-window.ts";
import type { Entity } from "../world/directory.ts";
import { assumedZeros, inOrder, noteAssumed } from "./assumed-zeros.ts";
import { lookBackOf, stepEntities } from "./entity/entities-step.ts";
import { release } from "./entity/learning-gate.ts";
import { judgedDuringWork, stepMaintenance, type WorkOn } from "./entity/maintenance.ts";
import { beginAnchors } from "./entity/long-look-back.ts";
import { beginStarts } from "./entity/look-back.ts";
import { clearSeen } from "./entity/recent-windows.ts";
import { acceptDrift, easeEntity, rearmEntity } from "./entity/reference.ts";
import { dropSeries } from "./drop-series.ts";
import type { Evidence } from "./evidence.ts";
import type { Feedback } from "./feedback.ts";
import {
  addAllSeries,
  type ModelSnapshot,
  type ModelState,
  modelState,
  readClocks,
  snapshotModel,
} from "./model-state.ts";
import { weighLate } from "./late-readings.ts";
import { learnWindow } from "./learn-series.ts";
import { nothingScored, type ScoredWindow, scoreWindow } from "./score-series.ts";
import { knownOf } from "./known.ts";
import { seriesOfFaultySources, stepObservers } from "./observer/observer-fault.ts";
import { silentWitnesses } from "./observer/silent-witnesses.ts";
import { clearEValues } from "./series-table.ts";
import { type Silence, stepSilence } from "./silence/silence.ts";
import { unlearnedEntities } from "./unlearned.ts";
import { type WarmUp, warmUpOf } from "./warm-up.ts";

/** Step 4: what is expected of every series, and what each window says against that. */
export interface Model {
  /**
   * Scores the window, then learns from it. Windows must come in order and without gaps. `works`: planned work that may be
   * in force, also what has ended less than the longest interval of a reading ago.
   */
  observe(world: WorldWindow, works?: readonly WorkOn[]): Evidence;
  /** Takes what the incidents of the window tell, before the next one. The evidence of the window is void after. */
  apply(feedback: Feedback): void;
  /** Nothing of what was seen so far speaks for or against a failure any more; what was learned stays. */
  forgetEvidence(): void;
  seen(): { readonly services: readonly string[]; readonly series: number };
  /** Which services can be heard after the last window, and which cannot yet (rule 15). */
  warmUp(): WarmUp;
  /** Plain data; a model made from it continues bit for bit. */
  snapshot(): ModelSnapshot;
}

export function createModel(windowMs: number, snapshot?: ModelSnapshot, knowledge?: Knowledge): Model {
  const state = modelState(windowMs, snapshot, knowledge);
  return {
    observe: (world, works = []) => observe(state, world, works),
    apply: (feedback) => apply(state, feedback),
    forgetEvidence: () => {
      for (const entity of state.growing.directory.entities) rearmEntity(state, entity);
      state.sources.columns.logEvidence.fill(0);
    },
    seen: () => ({
      services: state.growing.directory.services.map(({ name }) => name),
      series: state.growing.directory.series.length,
    }),
    warmUp: () => warmUpOf(state),
    snapshot: () => snapshotModel(state),
  };
}

/** Score first, then learn: no observation is part of its own expectation. */
function observe(state: ModelState, all: WorldWindow, works: readonly WorkOn[]): Evidence {
  state.window = all.windowStart / state.windowMs;
  if (all.dropped !== undefined) dropSeries(state, all.dropped);
  addAllSeries(state, all.newSeries);
  refreshKnown(state);
  readClocks(state);
  stepMaintenance(state, all, works);
  beginStarts(state.series.columns.products, state.series.rows, state.window);
  beginAnchors(state.series.columns.longProducts, state.series.rows, state.window);
  clearEValues(state.series);
  clearSeen(state.series.columns, state.series.rows, state.window);
  const beforeLate = weighLate(state, all.late ?? []);
  const { directory } = state.growing;
  const silence = stepSilence({ ...state, directory }, all);
  const judged = judgedDuringWork(state, all, works);
  const assumed = all.isUnknown === true ? [] : assumedZeros(state, all.observations, silence);
  noteAssumed(state, assumed);
  const world = { ...all, observations: inOrder(judged, assumed) };
  const scored = silence.blind ? nothingScored(state) : scoreWindow(state, world);
  if (!silence.blind) stepObservers(state);
  state.unbelieved = notBelieved(state);
  stepEntities(state, silence.eValues);
  learnWindow(state, scored);
  return { ...evidenceOf(state, silence, scored), beforeLate };
}

/** Who is there and what is known of them in the window at hand. */
function refreshKnown(state: ModelState): void {
  const { directory } = state.growing;
  if (state.known.series !== directory.series.length) state.known = knownOf(directory, state.knowledge);
  state.unlearned = unlearnedEntities(state);
}

/** Series that count for nothing: of sources at fault (rule 37), and of witnesses that have nothing new to say (rule 56). */
function notBelieved(state: ModelState): ReadonlySet<number> {
  const faulty = seriesOfFaultySources(state);
  const silent = silentWitnesses(state, faulty);
  return silent.length === 0 ? faulty : new Set([...faulty, ...silent]);
}

function evidenceOf(state: ModelState, silence: Silence, scored: ScoredWindow): Omit<Evidence, "beforeLate"> {
  const { series, measures } = state;
  return {
    ...lookBackOf(state),
    windowMs: state.windowMs,
    directory: state.growing.directory,
    blind: silence.blind,
    completeness: silence.completeness,
    unlearned: state.unlearned,
    unlike: onDaysLikeNone(state),
    factors: scored.factors,
    likelihoods: state.likelihoods,
    series: { ...series.columns, measureOf: (row) => measures[series.columns.kind[row]!]! },
    entities: state.entities.columns,
    sources: state.sources.columns,
  };
}

function onDaysLikeNone({ times, clockOfEntity }: ModelState): ReadonlySet<number> {
  if (!times.some(({ isUnlike }) => isUnlike)) return new Set();
  return new Set([...clockOfEntity.keys()].filter((entity) => times[clockOfEntity[entity]!]!.isUnlike));
}

function apply(state: ModelState, { over, failing, resumed, heard, eased, drifted }: Feedback): void {
  const { columns } = state.entities;
  const { sourceByName } = state.growing.directory;
  for (const name of heard) {
    const source = sourceByName.get(name);
    if (source !== undefined) state.sources.columns.logEvidence[source] = 0;
  }
  for (const entity of entitiesOf(state, eased)) {
    if (!state.unlearned.has(entity.index)) easeEntity(state, entity);
  }
  for (const entity of entitiesOf(state, drifted)) acceptDrift(state, entity);
  for (const entity of entitiesOf(state, over)) rearmEntity(state, entity);
  columns.failing.fill(0);
  for (const { index } of entitiesOf(state, failing)) columns.failing[index] = 1;
  for (const { index } of entitiesOf(state, resumed)) release(columns, index);
}

function entitiesOf({ growing }: ModelState, services: readonly string[]): readonly Entity[] {
  if (services.length === 0) return [];
  const { directory } = growing;
  return services.flatMap((name) => {
    const service = directory.services[directory.serviceByName.get(name)!]!;
    return service.entities.map((index) => directory.entities[index]!);
  });
}
