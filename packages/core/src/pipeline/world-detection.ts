import type { AlertEvent } from "../alert/event.ts";
import { type EvidenceFrame, evidenceFrame } from "../alert/evidence-frame.ts";
import { rememberSignals, type SignalMemory } from "../alert/signal-memory.ts";
import { type AlertContext, toAlertEvent } from "../alert/to-event.ts";
import { alarmThreshold, corroborationThreshold } from "../correlate/budget.ts";
import { detect, type WeighedGroup } from "../correlate/e-detector.ts";
import { isolatedRate, weighGroups } from "../correlate/weights.ts";
import { rearmUnit } from "../evidence/units-step.ts";
import { weighWorld } from "../evidence/world-evidence.ts";
import { type WorldSnapshot, type WorldState, snapshotWorld, worldState } from "../evidence/world-state.ts";
import { board, type Board, type BoardSnapshot } from "../incident/board.ts";
import { excludedLags, type Thresholds } from "../incident/situation.ts";
import { stepIncidents } from "../incident/step.ts";
import type { WorldWindow } from "../join/world-window.ts";
import type { Digest } from "../ports/digest.ts";
import { type Group, groupsOf } from "../topology/groups.ts";
import { type Component, componentsOf, type TopologyInput } from "../topology/topology.ts";
import { detectorVersion } from "./version.ts";

/** What detection depends on; all of it is in `configHash`. */
export interface DetectionConfig {
  readonly environment: string;
  readonly windowMs: number;
  readonly allowedLatenessMs: number;
  readonly falseAlarmsPer90Days: number;
  readonly topology: TopologyInput | null;
  readonly configHash: string;
  readonly digest: Digest;
}

/** What one window of the world led to. */
export interface WorldVerdict {
  /** Built when asked for, and only valid until the next step: most windows are never looked at. */
  readonly evidence: () => EvidenceFrame;
  readonly alerts: readonly AlertEvent[];
}

export interface WorldDetectionSnapshot {
  readonly detectorVersion: string;
  readonly configHash: string;
  readonly world: WorldSnapshot;
  readonly board: BoardSnapshot;
  readonly signals: readonly (readonly [
    string,
    readonly (readonly [string, AlertEvent["data"]["services"][number]["signals"]])[],
  ])[];
  readonly rates: RateState;
}

/** How often services fail alone. The rate is looked at once a day, so that the groups' weights are steady. */
interface RateState {
  readonly serviceDays: number;
  readonly day: number;
  readonly isolatedPerServiceDay: number;
}

/** Stages 4 to 9: windows of the world in, evidence and alerts out. */
export interface WorldDetection {
  /** Windows must come in order and without gaps; state changes in place. */
  step(world: WorldWindow): WorldVerdict;
  /** Plain data; a detection made from it continues bit for bit. */
  snapshot(): WorldDetectionSnapshot;
  /** Goes on as if the open incidents had never been: nobody was told of them. What speaks for them still does. */
  forgetIncidents(): void;
  /** Nothing of what was seen so far speaks for or against a failure any more; what was learned stays. */
  forgetEvidence(): void;
  /** Services seen so far, and series. */
  readonly seen: () => { readonly services: readonly string[]; readonly series: number };
}

interface State {
  readonly config: DetectionConfig;
  readonly context: AlertContext;
  readonly components: readonly Component[];
  readonly world: WorldState;
  readonly on: Board;
  readonly memory: SignalMemory;
  /** Groups as far as they are in the stream, resolved anew when a unit is first seen. */
  groups: readonly Group[];
  weighed: readonly WeighedGroup[];
  unitsResolved: number;
  rates: RateState;
}

const dayMs = 86_400_000;

/** Throws RangeError for a snapshot of another detector version or configuration: such a state must not be misread. */
export function worldDetection(config: DetectionConfig, snapshot?: WorldDetectionSnapshot): WorldDetection {
  const state = startingState(config, snapshot);
  return {
    step: (world) => step(state, world),
    snapshot: () => takeSnapshot(state),
    forgetIncidents: () => {
      state.on.open = [];
      state.on.blindWindows = 0;
      state.memory.clear();
    },
    forgetEvidence: () => {
      for (const unit of state.world.registry.units) rearmUnit(state.world, unit);
    },
    seen: () => ({
      services: state.world.registry.services.map(({ name }) => name),
      series: state.world.registry.series.length,
    }),
  };
}

function startingState(config: DetectionConfig, snapshot: WorldDetectionSnapshot | undefined): State {
  if (
    snapshot !== undefined &&
    (snapshot.detectorVersion !== detectorVersion || snapshot.configHash !== config.configHash)
  ) {
    throw new RangeError("the snapshot belongs to another detector version or configuration");
  }
  return {
    config,
    context: { ...config, detectorVersion },
    components: componentsOf(config.topology),
    world: worldState(config.windowMs, snapshot?.world),
    on: board(config.environment, config.digest, snapshot?.board),
    memory: new Map(snapshot?.signals.map(([id, services]) => [id, new Map(services)])),
    groups: [],
    weighed: [],
    unitsResolved: -1,
    rates: snapshot?.rates ?? { serviceDays: 0, day: -1, isolatedPerServiceDay: isolatedRate(0, 0) },
  };
}

function step(state: State, window: WorldWindow): WorldVerdict {
  const { world, on, config } = state;
  weighWorld(world, window);
  refreshGroups(state, window.windowStart);
  const excluded = excludedLags(on, world);
  const all = detect(state.weighed, world.likelihoods.all, excluded);
  const withoutReports = once(() => detect(state.weighed, world.likelihoods.withoutReports, excluded));
  const thresholds = thresholdsOf(state);
  const situation = {
    on,
    state: world,
    groups: state.groups,
    weighed: state.weighed,
    verdict: all,
    withoutReports,
    thresholds,
  };
  const transitions = stepIncidents(situation);
  const alerts = transitions.map((transition) =>
    toAlertEvent(
      transition,
      { ...state.context, falseAlarmsPer90Days: config.falseAlarmsPer90Days },
      {
        signals: rememberSignals(state.memory, world, transition.incident),
        completeness: world.completeness,
      },
    ),
  );
  return {
    alerts,
    evidence: () =>
      evidenceFrame(world, { all, withoutReports: withoutReports(), threshold: thresholds.alarm }),
  };
}

/** The function's value, reckoned at the first call. */
function once<T>(reckon: () => T): () => T {
  let value: { readonly of: T } | null = null;
  return () => (value ??= { of: reckon() }).of;
}

function thresholdsOf({ config, world }: State): Thresholds {
  const alarm = alarmThreshold(config.falseAlarmsPer90Days, config.windowMs);
  return {
    alarm,
    corroboration: corroborationThreshold(config.falseAlarmsPer90Days),
    isolated: alarm + Math.log(Math.max(1, world.registry.units.length)),
  };
}

function refreshGroups(state: State, windowStart: number): void {
  const { registry, windowMs } = state.world;
  const day = Math.floor(windowStart / dayMs);
  const serviceDays = state.rates.serviceDays + (registry.services.length * windowMs) / dayMs;
  const isNewDay = day !== state.rates.day;
  const isolatedPerServiceDay = isNewDay
    ? isolatedRate(state.on.isolatedCount, serviceDays)
    : state.rates.isolatedPerServiceDay;
  state.rates = { serviceDays, day, isolatedPerServiceDay };
  if (state.unitsResolved === registry.units.length && !isNewDay) return;
  state.groups = groupsOf(state.components, registry);
  state.weighed = weighGroups(state.groups, isolatedPerServiceDay, state.config.falseAlarmsPer90Days);
  state.unitsResolved = registry.units.length;
}

function takeSnapshot(state: State): WorldDetectionSnapshot {
  return {
    detectorVersion,
    configHash: state.config.configHash,
    world: snapshotWorld(state.world),
    board: {
      open: [...state.on.open],
      blindWindows: state.on.blindWindows,
      isolatedCount: state.on.isolatedCount,
    },
    signals: [...state.memory].map(([id, services]) => [id, [...services]]),
    rates: state.rates,
  };
}
