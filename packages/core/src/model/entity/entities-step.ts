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
  const room = {
    lookBack: lookBackOf(state),
    scratch: gridScratch(),
    evidence: { all: 0, withoutReports: 0, isObserved: false },
  };
  const { columns } = state.entities;
  for (const entity of state.growing.directory.entities) {
    if (columns.maintained[entity.index] === 1) standStill(columns, entity.index, state.window);
    else stepEntity(state, entity, silence[entity.index]!, room);
    writeLikelihoods(room.lookBack, entity, state.likelihoods, room.scratch);
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
  readonly evidence: WindowEvidence;
}

function stepEntity(state: ModelState, entity: Entity, silence: number, room: Room): void {
  const { columns } = state.entities;
  const { index } = entity;
  const { evidence } = room;
  sumWindow(state, entity, "now", evidence);
  if (silence !== 1) addSignal(state, entity, heartbeatSignal, silence);
  const heartbeat = silence === 1 ? 0 : heartbeatEvidence(silence);
  const withoutReports = evidence.withoutReports + heartbeat;
  columns.recentNats[recentAt(index, state.window)] = withoutReports;
  const isAssessed = evidence.isObserved || columns.missing[index] === 1;
  columns.assessed[index] = isAssessed ? 1 : 0;
  if (isAssessed) {
    columns.windowEvidenceBefore[index] = columns.windowEvidence[index]!;
    columns.windowEvidence[index] = withoutReports;
  }
  stepGate(columns, index, state.window, {
    added: evidence.all + heartbeat,
    shown: columns.failing[index] === 1 ? strongestSignal(room, entity) : 0,
    isOnTrial: isOnTrial(columns, index, state),
  });
  if (hasReference(columns, index)) {
    sumWindow(state, entity, "before", evidence);
    stepReference(state, entity, evidence.withoutReports + heartbeat);
  }
  if (isReleaseDue(columns, index, state.window, state.windowMs) && isLearnedOf(state, index))
    releaseEntity(state, entity);
}

/** Whether the last hours may be taken for a new level: no part of them is an excluded past (rule 54). */
const isLearnedOf = (state: ModelState, entity: number): boolean =>
  !unlearnedEntities(state, releaseAfterMs).has(entity);

/** What a window says of an entity, nats. */
interface WindowEvidence {
  all: number;
  withoutReports: number;
  /** Whether anything but reports was observed. */
  isObserved: boolean;
}

function meanOf(eValues: Float64Array, rows: readonly number[]): number {
  if (rows.length === 1) return eValues[rows[0]!]!;
  let sum = 0;
  for (let at = 0; at < rows.length; at += 1) sum += eValues[rows[at]!]!;
  return sum / rows.length;
}

/**
 * Window evidence of an entity: sum over signals of ln(1 - q + q e), e averaged over sources and effect sizes; written into
 * `into`. Against the level now what each signal says is added to its CUSUM. Against the level before an incident all
 * witnesses count, whatever the quorum: it is known that it fails.
 */
function sumWindow(state: ModelState, entity: Entity, against: "now" | "before", into: WindowEvidence): void {
  const { columns } = state.series;
  const isNow = against === "now";
  let withoutReports = 0;
  let reports = 0;
  into.isObserved = false;
  for (let signal = 0; signal < signals.length; signal += 1) {
    const ofSignal = entity.seriesBySignal[signal]!;
    if (ofSignal.length === 0) continue;
    const rows = believed(ofSignal, state.unbelieved);
    if (rows.length === 0) continue;
    if (signal !== reportsSignal)
      into.isObserved ||= isAnyObserved(columns.observedWindow, rows, state.window);
    const eValue = isNow ? valueNow(state, entity, signal, rows) : meanOf(columns.eValueBefore, rows);
    if (isNow) addSignal(state, entity, signal, eValue);
    const nats = eValue === 1 ? 0 : Math.log(1 - signalShows + signalShows * eValue);
    if (signal === reportsSignal) reports += nats;
    else withoutReports += nats;
  }
  into.all = withoutReports + reports;
  into.withoutReports = withoutReports;
}

function isAnyObserved(observedWindow: Float64Array, rows: readonly number[], window: number): boolean {
  for (let at = 0; at < rows.length; at += 1) if (observedWindow[rows[at]!] === window) return true;
  return false;
}

/** Of these series of a signal, of which a quorum must see a failure, what the window says. */
function valueNow(state: ModelState, entity: Entity, signal: number, rows: readonly number[]): number {
  const needed = witnessesNeeded(state.known.quorum, entity.index, signal, rows.length);
  const { columns } = state.series;
  return needed > 1
    ? valueOfQuorum(columns, rows, { needed, window: state.window })
    : meanOf(columns.eValue, rows);
}

/** Adds a signal's evidence to its CUSUM. */
function addSignal({ entities }: ModelState, entity: Entity, signal: number, eValue: number): void {
  const { signalCusum } = entities.columns;
  const at = entity.index * signals.length + signal;
  signalCusum[at] = nextCusum(signalCusum[at]!, eValue === 1 ? 0 : Math.log(eValue));
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
