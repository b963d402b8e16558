import { type Incident, isOpen, type Transition } from "../incident/index.ts";
import type { Evidence } from "../model/index.ts";
import {
  type ClearestSignals,
  type ClearestSignalsSnapshot,
  clearestSignals,
  keepClearest,
  snapshotClearest,
} from "./clearest-signals.ts";
import type { AlertEvent } from "./event.ts";
import { impactOf } from "./impact.ts";
import { type Load, loadBefore, shapeOf } from "./shape.ts";
import { type AlertContext, toAlertEvent } from "./to-event.ts";
import { type Toll, toll, type TollSnapshot } from "./toll.ts";

export interface AlertsSnapshot {
  readonly signals: ClearestSignalsSnapshot;
  readonly toll: TollSnapshot;
  /** The load before the failure, by incident, of those that it came first in. */
  readonly loads: readonly (readonly [incident: string, load: Load])[];
}

/** Step 7: transitions to alert events. It remembers the clearest signals of open incidents, and what failures cost. */
export interface Alerts {
  /** Once a window. `evidence` is without what is over, `open` the incidents that are open after the transitions. */
  emit(
    transitions: readonly Transition[],
    evidence: Evidence,
    open: readonly Incident[],
  ): readonly AlertEvent[];
  /** As if no incident were open. */
  forget(): void;
  snapshot(): AlertsSnapshot;
}

interface Memory {
  readonly clearest: ClearestSignals;
  readonly toll: Toll;
  readonly loads: Map<string, Load>;
}

/** As if no incident were open: what was seen of services stays. */
export const withoutIncidents = ({ toll: kept }: AlertsSnapshot): AlertsSnapshot => ({
  signals: [],
  toll: { ...kept, older: [] },
  loads: [],
});

export function createAlerts(context: AlertContext, snapshot?: AlertsSnapshot): Alerts {
  const memory: Memory = {
    clearest: clearestSignals(snapshot?.signals),
    toll: toll(snapshot?.toll),
    loads: new Map(snapshot?.loads),
  };
  return {
    emit: (transitions, evidence, open) => {
      const ending = transitions.map(({ incident }) => incident);
      memory.toll.note(evidence, [...open, ...ending]);
      return transitions.map((transition) => alertOf(memory, transition, context, evidence));
    },
    forget: () => {
      memory.clearest.clear();
      memory.loads.clear();
      memory.toll.forget();
    },
    snapshot: () => ({
      signals: snapshotClearest(memory.clearest),
      toll: memory.toll.snapshot(),
      loads: [...memory.loads],
    }),
  };
}

function alertOf(
  memory: Memory,
  transition: Transition,
  context: AlertContext,
  evidence: Evidence,
): AlertEvent {
  const { incident } = transition;
  const signals = keepClearest(memory.clearest, evidence, incident);
  return toAlertEvent(transition, context, {
    signals,
    completeness: evidence.completeness,
    shape: shapeOf(incident, signals, keptLoad(memory, incident, evidence)),
    impact: impactOf(memory.toll, evidence, incident),
  });
}

/** The load before the failure; as it was found while its windows were kept. */
function keptLoad(
  { loads, toll: costs }: Memory,
  incident: Incident,
  { windowMs, window }: Evidence,
): Load | null {
  const load = costs.reaches(incident.onsetWindow, window)
    ? loadBefore(costs, incident, windowMs)
    : (loads.get(incident.id) ?? null);
  if (load === null || !isOpen(incident)) loads.delete(incident.id);
  else loads.set(incident.id, load);
  return load;
}
