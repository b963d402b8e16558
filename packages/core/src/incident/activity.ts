import type { Unit } from "../baseline/registry.ts";
import { cadenceOf, isForgotten } from "../baseline/heartbeat.ts";
import { startsKept } from "../baseline/series-table.ts";
import { heartbeatLikelihoodAt, lagGrid, logLikelihoodAt } from "../evidence/unit-evidence.ts";
import { hasReference, referenceSum } from "../evidence/units-step.ts";
import type { WorldState } from "../evidence/world-state.ts";
import type { Incident, Member } from "./incident.ts";

/** Evidence of the last five minutes decides whether a service still fails (detection rule A). */
const activityLag = 4;
const activityLagIndex = lagGrid.indexOf(activityLag);
/** So long without evidence and a service has recovered. */
const quietMs = 10 * 60_000;

/** Windows without evidence after which a unit that speaks every `cadence` windows has recovered. */
export const quietWindows = (windowMs: number, cadence: number): number =>
  Math.max(Math.ceil(quietMs / windowMs), 2 * cadence);

/** Whether a unit still fails (that its telemetry comes is no sign of recovery); null in a window in which it had nothing to say. */
function isUnitActive(state: WorldState, unit: Unit, withReports: boolean): boolean | null {
  if (withReports)
    return Math.log(state.likelihoods.all[unit.index * lagGrid.length + activityLagIndex]!) > 0;
  if (isForgotten(state.units.columns, unit.index, state.window, state.windowMs)) return false;
  if (state.units.columns.spoke[unit.index] === 0) return null;
  if (hasReference(state, unit)) return referenceSum(state, unit) > 0;
  const lag = Math.min(startsKept - 1, Math.max(activityLag, 2 * cadenceOf(state.units.columns, unit.index)));
  const world = { series: state.series.columns, units: state.units.columns, window: state.window };
  const telemetryComes = Math.min(0, heartbeatLikelihoodAt(world, unit, lag));
  return logLikelihoodAt(world, unit, lag) - telemetryComes > 0;
}

/**
 * The member with its last active window and recovery brought up to the window at hand. Only windows in which it
 * could be judged count towards recovery: neither blind ones nor those in which nothing was due.
 */
function updateMember(state: WorldState, member: Member, withReports: boolean): Member {
  const service = state.registry.serviceByName.get(member.service)!;
  const units = state.registry.services[service]!.units.map((unit) => state.registry.units[unit]!);
  const answers = units.map((unit) => isUnitActive(state, unit, withReports));
  if (answers.includes(true))
    return { ...member, lastActiveWindow: state.window, quietAnswers: 0, recovered: false };
  if (answers.every((answer) => answer === null)) return member;
  const cadence = Math.min(...units.map((unit) => cadenceOf(state.units.columns, unit.index)));
  const quietAnswers = member.quietAnswers + 1;
  const needed = Math.max(2, Math.ceil(quietWindows(state.windowMs, cadence) / cadence));
  return { ...member, quietAnswers, recovered: member.recovered || quietAnswers >= needed };
}

/** All members brought up to date; the incident itself when nothing changed. */
export function updateMembers(state: WorldState, incident: Incident): Incident {
  const members = incident.members.map((member) =>
    updateMember(state, member, incident.scope === "reports-only"),
  );
  const lastActiveWindow = members.reduce(
    (latest, member) => Math.max(latest, member.lastActiveWindow),
    incident.lastActiveWindow,
  );
  return { ...incident, members, lastActiveWindow };
}
