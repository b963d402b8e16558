import type { Transition } from "../incident/index.ts";
import type { Evidence } from "../model/index.ts";
import {
  type ClearestSignalsSnapshot,
  clearestSignals,
  keepClearest,
  snapshotClearest,
} from "./clearest-signals.ts";
import type { AlertEvent } from "./event.ts";
import { type AlertContext, toAlertEvent } from "./to-event.ts";

/** Step 7: transitions to alert events. It remembers the clearest signals of open incidents. */
export interface Alerts {
  /** `evidence` is without what is over. */
  emit(transitions: readonly Transition[], evidence: Evidence): readonly AlertEvent[];
  /** As if no incident were open. */
  forget(): void;
  snapshot(): ClearestSignalsSnapshot;
}

export function createAlerts(context: AlertContext, snapshot?: ClearestSignalsSnapshot): Alerts {
  const clearest = clearestSignals(snapshot);
  return {
    emit: (transitions, evidence) =>
      transitions.map((transition) =>
        toAlertEvent(transition, context, {
          signals: keepClearest(clearest, evidence, transition.incident),
          completeness: evidence.completeness,
        }),
      ),
    forget: () => clearest.clear(),
    snapshot: () => snapshotClearest(clearest),
  };
}
