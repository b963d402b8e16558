import { failsAlone, unitLogEvidence, unitOnset } from "../correlate/isolated.ts";
import type { Unit } from "../baseline/registry.ts";
import { incidentId } from "./incident-id.ts";
import { involved, move, record } from "./board.ts";
import type { Incident } from "./incident.ts";
import { openIncident } from "./machine.ts";
import { isSettling, serviceName, settledAt, type Situation, togetherWindows } from "./situation.ts";
import { join } from "./simultaneous.ts";

/** Services that fail on their own evidence: each joins an open simultaneous incident or gets an incident of its own. */
export function stepAlone(situation: Situation): void {
  const { state, on, thresholds } = situation;
  settleAlone(situation);
  const taken = involved(on, state, ["isolated", "simultaneous"]);
  for (const service of state.registry.services) {
    if (taken.has(service.index)) continue;
    const failing = service.units
      .map((unit) => state.registry.units[unit]!)
      .filter((unit) => failsAlone(state, unit, thresholds.isolated));
    if (failing.length === 0) continue;
    const onsetWindow = Math.min(...failing.map((unit) => unitOnset(state, unit)));
    const companion = companionOf(situation, service.index, onsetWindow);
    if (companion === null) openAlone(situation, service.index, failing, onsetWindow);
    else if (!isSettling(state, companion))
      join(situation, companion, [{ service: service.index, onsetWindow }]);
  }
}

/** The open simultaneous incident that a service belongs to: by its component, or because it began with it. */
function companionOf(situation: Situation, service: number, onsetWindow: number): Incident | null {
  const { state, on, groups } = situation;
  const found = on.open.find((incident) => {
    if (incident.scope !== "simultaneous") return false;
    const group = groups.find(({ name }) => name === incident.naming?.component);
    const near = Math.abs(incident.onsetWindow - onsetWindow) <= togetherWindows(state);
    return near || (group !== undefined && !group.implied && group.memberOf.has(service));
  });
  return found ?? null;
}

function openAlone(
  situation: Situation,
  service: number,
  failing: readonly Unit[],
  onsetWindow: number,
): void {
  const { state, on, thresholds } = situation;
  const name = serviceName(state, service);
  const of = {
    environment: on.environment,
    scope: "isolated",
    windowStart: onsetWindow * state.windowMs,
    members: [name],
  };
  const logEvidence = Math.max(...failing.map((unit) => unitLogEvidence(state, unit)));
  const opening = {
    id: incidentId(on.digest, of),
    openedWindow: state.window,
    onsetWindow,
    onsetWindows: [onsetWindow, onsetWindow] as const,
    members: [
      { service: name, onsetWindow, lastActiveWindow: state.window, quietAnswers: 0, recovered: false },
    ],
    notFailing: [],
    collateral: [],
    naming: null,
    logEvidence,
    withoutReports: logEvidence,
    threshold: thresholds.isolated,
    lastActiveWindow: state.window,
    sources: [],
  };
  on.isolatedCount += 1;
  record(on, openIncident("open-isolated", opening, state.window));
}

/** Three minutes after the alarm the onset is read again, accepted if it moved by at most five minutes, and fixed. */
function settleAlone(situation: Situation): void {
  const { state, on } = situation;
  for (const incident of on.open) {
    if (incident.scope !== "isolated" || settledAt(state, incident) !== state.window) continue;
    const member = incident.members[0]!;
    const service = state.registry.services[state.registry.serviceByName.get(member.service)!]!;
    const failing = service.units
      .map((unit) => state.registry.units[unit]!)
      .filter((unit) => unitLogEvidence(state, unit) > incident.threshold);
    const onsetWindow = Math.min(...failing.map((unit) => unitOnset(state, unit)));
    const movedBy = Math.abs(onsetWindow - incident.onsetWindow);
    if (failing.length === 0 || movedBy === 0 || movedBy > togetherWindows(state)) continue;
    const changes = {
      onsetWindow,
      onsetWindows: [onsetWindow, onsetWindow] as const,
      members: [{ ...member, onsetWindow }],
    };
    move(on, state, incident, { input: "revise", reason: "onset-revised", changes });
  }
}
