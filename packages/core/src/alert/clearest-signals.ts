import { type Incident, isOpen } from "../incident/index.ts";
import type { Evidence } from "../model/index.ts";
import type { AlertSignal } from "./event.ts";
import { signalsOf } from "./signals.ts";

/**
 * The clearest signals seen of each service of each open incident: when it recovers its evidence is gone, but the
 * alert still says what had failed. By incident id, then service.
 */
export type ClearestSignals = Map<string, Map<string, readonly AlertSignal[]>>;

export type ClearestSignalsSnapshot = readonly (readonly [
  incident: string,
  services: readonly (readonly [service: string, signals: readonly AlertSignal[]])[],
])[];

export const clearestSignals = (snapshot: ClearestSignalsSnapshot = []): ClearestSignals =>
  new Map(snapshot.map(([id, services]) => [id, new Map(services)]));

export const snapshotClearest = (clearest: ClearestSignals): ClearestSignalsSnapshot =>
  [...clearest].map(([id, services]) => [id, [...services]]);

const total = (signals: readonly AlertSignal[]): number =>
  signals.reduce((sum, { evidenceNats }) => sum + evidenceNats, 0);

/**
 * Of those alone that lie outside their band: evidence is of the last quarter of an hour, and in a good window after it
 * what is observed would tell of a service that works.
 */
const totalShown = (signals: readonly AlertSignal[]): number => total(signals.filter(isOutside));

const isOutside = ({ observed, lower, upper }: AlertSignal): boolean =>
  observed === null || lower === null || upper === null || observed < lower || observed > upper;

/** Keeps what is clearer now than before, and gives what is known of the incident's services. */
export function keepClearest(
  clearest: ClearestSignals,
  evidence: Evidence,
  incident: Incident,
): ReadonlyMap<string, readonly AlertSignal[]> {
  const known = clearest.get(incident.id) ?? new Map<string, readonly AlertSignal[]>();
  const members = incident.members.map((member) => member.service);
  for (const service of [...members, ...incident.collateral]) {
    const now = signalsOf(evidence, evidence.directory.serviceByName.get(service)!);
    const before = known.get(service);
    if (before === undefined || totalShown(now) > total(before)) known.set(service, now);
  }
  if (isOpen(incident)) clearest.set(incident.id, known);
  else clearest.delete(incident.id);
  return known;
}
