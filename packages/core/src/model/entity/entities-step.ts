import type { Entity } from "../../world/directory.ts";
import { signals } from "../../world/world-window.ts";
import type { ModelState } from "../model-state.ts";
import { anchorSlots } from "../starts.ts";
import {
  believed,
  bestSignalEvidence,
  gridScratch,
  type LookBack,
  signalShows,
  writeLikelihoods,
} from "./entity-likelihood.ts";
import { witnessesNeeded } from "./quorum.ts";
import { isReleaseDue, nextCusum, releaseAfterMs, stepGate } from "./learning-gate.ts";
import { isOnTrial, standStill } from "./maintenance.ts";
import { missesWhenSilent } from "../silence/presence.ts";
import { recentAt } from "./recent-windows.ts";
import { unlearnedEntities } from "../unlearned.ts";
import { valueOfQuorum } from "./witnesses.ts";
import { hasReference, releaseEntity, stepReference } from "./reference.ts";

const reportsSignal = signals.indexOf("reports");
const heartbeatSignal = signals.indexOf("heartbeat");

/**
 * Learning gate, release, reference and likelihoods of every entity, after everything was scored. `silence`: e-values of
 * the heartbeats by entity, 1 where nothing is said.
 */
export function stepEntities(state: ModelState, silence: ArrayLike<number>): void {
  const scratch = gridScratch();
  const lookBack = lookBackOf(state);
  const { columns } = state.entities;
  for (const entity of state.growing.directory.entities) {
    if (columns.maintained[entity.index] === 1) standStill(columns, entity.index, state.window);
    else stepEntity(state, entity, silence[entity.index]!, { lookBack, scratch });
    writeLikelihoods(lookBack, entity, state.likelihoods, scratch);
  }
}

/** What the model holds now, to read evidence from. */
export const lookBackOf = ({ window, series, entities, unbelieved, known }: ModelState): LookBack => ({
  window,
  unbelieved,
  quorum: known.quorum,
  products: series.columns.products,
  longProducts: series.columns.longProducts,
  slots: anchorSlots(window),
  heartbeat: entities.columns.heartbeat,
});

interface Room {
  readonly lookBack: LookBack;
  readonly scratch: Float64Array;
}

function stepEntity(state: ModelState, entity: Entity, silence: number, room: Room): void {
  const { columns } = state.entities;
  const { index } = entity;
  const evidence = windowEvidence(state, entity, valueNow, addSignal);
  if (silence !== 1) addSignal(state, entity, heartbeatSignal, silence);
  const heartbeat = heartbeatEvidence(silence);
  columns.recentNats[recentAt(index, state.window)] = evidence.withoutReports + heartbeat;
  const isAssessed = evidence.isObserved || columns.missing[index] === 1;
  columns.assessed[index] = isAssessed ? 1 : 0;
  if (isAssessed) {
    columns.windowEvidenceBefore[index] = columns.windowEvidence[index]!;
    columns.windowEvidence[index] = evidence.withoutReports + heartbeat;
  }
  const shown = columns.failing[index] === 1 ? strongestSignal(room, entity) : 0;
  stepGate(columns, index, state.window, {
    added: evidence.all + heartbeat,
    shown,
    isOnTrial: isOnTrial(columns, index, state),
  });
  if (hasReference(columns, index)) {
    const against = windowEvidence(state, entity, valueBefore, noNote).withoutReports;
    stepReference(state, entity, against + heartbeat);
  }
  if (isReleaseDue(columns, index, state.window, state.windowMs) && isLearnedOf(state, index))
    releaseEntity(state, entity);
}

/** Whether the last hours may be taken for a new level: no part of them is an excluded past (rule 54). */
const isLearnedOf = (state: ModelState, entity: number): boolean =>
  !unlearnedEntities(state, releaseAfterMs).has(entity);

interface WindowEvidence {
  readonly all: number;
  readonly withoutReports: number;
  /** Whether anything but reports was observed. */
  readonly isObserved: boolean;
}

/** Is given the e-value of each signal, averaged over sources and effect sizes. */
type NoteSignal = (state: ModelState, entity: Entity, signal: number, eValue: number) => void;
const noNote: NoteSignal = () => undefined;

/** Of these series of a signal, of which so many must see a failure, what the window says. */
type ValueOf = (state: ModelState, rows: readonly number[], needed: number) => number;

const valueNow: ValueOf = (state, rows, needed) =>
  needed > 1
    ? valueOfQuorum(state.series.columns, rows, { needed, window: state.window })
    : meanOf(state.series.columns.eValue, rows);
/** Against the level before an incident all witnesses count, whatever the quorum: it is known that it fails. */
const valueBefore: ValueOf = ({ series }, rows) => meanOf(series.columns.eValueBefore, rows);

function meanOf(eValues: Float64Array, rows: readonly number[]): number {
  let sum = 0;
  for (const row of rows) sum += eValues[row]!;
  return sum / rows.length;
}

/** Window evidence of an entity: sum over signals of ln(1 - q + q e), e averaged over sources and effect sizes. */
function windowEvidence(
  state: ModelState,
  entity: Entity,
  valueOf: ValueOf,
  note: NoteSignal,
): WindowEvidence {
  const { known } = state;
  const { observedWindow } = state.series.columns;
  let withoutReports = 0;
  let reports = 0;
  let isObserved = false;
  for (let signal = 0; signal < signals.length; signal += 1) {
    const rows = believed(entity.seriesBySignal[signal]!, state.unbelieved);
    if (rows.length === 0) continue;
    if (signal !== reportsSignal && rows.some((row) => observedWindow[row] === state.window))
      isObserved = true;
    const eValue = valueOf(state, rows, witnessesNeeded(known.quorum, entity.index, signal, rows.length));
    note(state, entity, signal, eValue);
    const nats = Math.log(1 - signalShows + signalShows * eValue);
    if (signal === reportsSignal) reports += nats;
    else withoutReports += nats;
  }
  return { all: withoutReports + reports, withoutReports, isObserved };
}

/** Adds a signal's evidence to its CUSUM. */
function addSignal({ entities }: ModelState, entity: Entity, signal: number, eValue: number): void {
  const { signalCusum } = entities.columns;
  const at = entity.index * signals.length + signal;
  signalCusum[at] = nextCusum(signalCusum[at]!, Math.log(eValue));
}

/**
 * What the heartbeat adds to a window's evidence: its absence. That telemetry comes says little for a service whose other
 * signals speak against it, and would cancel slow evidence window by window; so it only takes back what absences that are
 * as usual add, or who misses its turn now and then would be held for it (rule 16).
 */
function heartbeatEvidence(eValue: number): number {
  if (eValue >= 1) return Math.log(1 - signalShows + signalShows * eValue);
  const missed = Math.max(0, 1 - (1 - missesWhenSilent) / eValue);
  if (missed === 0) return 0;
  const ofMiss = Math.log(1 - signalShows + (signalShows * missesWhenSilent) / missed);
  return (-missed / (1 - missed)) * ofMiss;
}

/**
 * Evidence of the most telling signal but reports, nats, for an onset at most fifteen windows ago. Of a service that
 * fails in an open incident it holds the gate by itself: in the sum of all, signals that are as usual cancel it window
 * by window, and a mild failure would be learned. A CUSUM of the signal would not do: a signal that merely wanders adds
 * up slowly, must be learned, and would keep the incident open for hours.
 */
function strongestSignal({ lookBack, scratch }: Room, entity: Entity): number {
  let strongest = 0;
  for (let signal = 0; signal < signals.length; signal += 1) {
    if (signal === reportsSignal) continue;
    strongest = Math.max(strongest, bestSignalEvidence(lookBack, entity, signal, scratch) ?? 0);
  }
  return strongest;
}
