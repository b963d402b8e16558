import { release } from "../baseline/learning-gate.ts";
import { complainedAbout } from "../correlate/diagnosis.ts";
import { updateMembers } from "./activity.ts";
import { stepAlone } from "./alone.ts";
import { involved, keep, move, resolve } from "./board.ts";
import type { Incident, Transition } from "./incident.ts";
import { stepBlindness, stepObservers } from "./observers.ts";
import { serviceName, type Situation } from "./situation.ts";
import { settle, stepAlarm } from "./simultaneous.ts";

/** Those who are complained about without cause are looked for so often. */
const collateralEveryMs = 5 * 60_000;

/** One window of incident logic: what opened, changed or ended. A blind window changes nothing else. */
export function stepIncidents(situation: Situation): readonly Transition[] {
  const { on, state } = situation;
  on.transitions = [];
  if (stepBlindness(on, state)) return on.transitions;
  stepObservers(situation);
  followMembers(situation);
  settle(situation);
  stepAlarm(situation);
  stepAlone(situation);
  noteCollateral(situation);
  markFailing(situation);
  return on.transitions;
}

/** Who still fails, who has recovered, and whether an incident is over. Resolution is never held back. */
function followMembers(situation: Situation): void {
  const { on, state } = situation;
  for (const incident of on.open) {
    if (incident.members.length === 0) continue;
    const updated = updateMembers(state, incident);
    if (updated.members.every(({ recovered }) => recovered)) resolve(on, state, updated);
    else if (recoveries(updated) !== recoveries(incident)) {
      move(on, state, incident, {
        input: "revise",
        reason: "members-changed",
        changes: { members: updated.members, lastActiveWindow: updated.lastActiveWindow },
      });
    } else keep(on, updated);
  }
}

/**
 * Tells the learning gate whose services fail in an open incident. Of a service that has recovered while others still
 * fail, learning begins again: what had added up before says nothing of it any more.
 */
function markFailing({ on, state }: Situation): void {
  const { columns } = state.units;
  const failedBefore = columns.failing.slice();
  columns.failing.fill(0);
  for (const { scope, members } of on.open) {
    if (scope !== "simultaneous" && scope !== "isolated") continue;
    for (const { service, recovered } of members) {
      for (const unit of state.registry.services[state.registry.serviceByName.get(service)!]!.units) {
        if (!recovered) columns.failing[unit] = 1;
        else if (failedBefore[unit] === 1) release(columns, unit);
      }
    }
  }
}

const recoveries = (incident: Incident): string =>
  incident.members.map(({ recovered }) => (recovered ? "1" : "0")).join("");

function noteCollateral(situation: Situation): void {
  const { on, state, thresholds } = situation;
  const every = Math.ceil(collateralEveryMs / state.windowMs);
  for (const incident of on.open) {
    const age = state.window - incident.openedWindow;
    if (incident.scope !== "simultaneous" || age === 0 || age % every !== 0) continue;
    const failing = involved(on, state, ["isolated", "simultaneous"]);
    const others = state.registry.services
      .map(({ index }) => index)
      .filter((service) => !failing.has(service));
    const complained = complainedAbout(state, others, thresholds.isolated).map((service) =>
      serviceName(state, service),
    );
    const added = complained.filter((name) => !incident.collateral.includes(name));
    if (added.length === 0) continue;
    const changes = { collateral: [...incident.collateral, ...added] };
    move(on, state, incident, { input: "revise", reason: "collateral-changed", changes });
  }
}
