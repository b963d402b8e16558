import type { Incident } from "../incident/incident.ts";
import { isOpen } from "../incident/machine.ts";
import type { WorldState } from "../evidence/world-state.ts";
import type { AlertSignal } from "./event.ts";
import { signalsOf } from "./signals.ts";

/**
 * The clearest signals seen of each service of each open incident: when it recovers its evidence is gone, but the
 * alert still says what had failed. By incident id, then service.
 */
export type SignalMemory = Map<string, Map<string, readonly AlertSignal[]>>;

const total = (signals: readonly AlertSignal[]): number =>
  signals.reduce((sum, { evidenceNats }) => sum + evidenceNats, 0);

/** Keeps what is clearer now than before, and returns what is known of the incident's services. */
export function rememberSignals(
  memory: SignalMemory,
  state: WorldState,
  incident: Incident,
): ReadonlyMap<string, readonly AlertSignal[]> {
  const known = memory.get(incident.id) ?? new Map<string, readonly AlertSignal[]>();
  for (const service of [...incident.members.map((member) => member.service), ...incident.collateral]) {
    const now = signalsOf(state, state.registry.serviceByName.get(service)!);
    if (total(now) > total(known.get(service) ?? [])) known.set(service, now);
  }
  if (isOpen(incident)) memory.set(incident.id, known);
  else memory.delete(incident.id);
  return known;
}
