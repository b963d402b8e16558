import { type AlertEvent, type Outcome, outcomesOf } from "@tocsin/core";
import { type FamilyName, minutesPerDay, type TrueIncident, type World } from "@tocsin/worlds";
import type { QuietRun, Stray } from "../results.ts";
import { followsOn, isAbout, minuteOf, stands } from "./outcomes-apart.ts";

/** Judges what was said in a world to which no failure was added, from `fromMinute` on. */
export function judgeQuiet(
  world: World,
  alerts: readonly AlertEvent[],
  { family, fromMinute }: { readonly family: FamilyName; readonly fromMinute: number },
): QuietRun {
  const said = outcomesOf(alerts).filter(({ onsetMs }) => minuteOf(onsetMs) >= fromMinute);
  const where = ({ onsetMs, members }: Outcome): Stray => ({
    family,
    seed: world.seed,
    minute: minuteOf(onsetMs),
    services: members,
  });
  const explained = (outcome: Outcome): boolean => world.incidents.some((one) => isAbout(outcome, one));
  const strays = said.filter(
    (outcome) =>
      outcome.announcedMs.isolated !== undefined &&
      outcome.announcedMs.simultaneous === undefined &&
      !outcome.superseded &&
      !explained(outcome),
  );
  const late = strays.filter((outcome) => world.incidents.some((one) => followsOn(outcome, one)));
  const lone = world.incidents.filter(({ id, from }) => id.startsWith("lone-") && from >= fromMinute);
  return {
    family,
    seed: world.seed,
    days: (world.minutes - fromMinute) / minutesPerDay,
    services: world.services.filter(({ until }) => until === Infinity).length,
    simultaneous: said.filter(isFalselyShared).map(where),
    isolated: strays.filter((outcome) => !late.includes(outcome)).map(where),
    afterRecovery: late.map(where),
    loneOutages: loneOutages(lone, said),
  };
}

const isFalselyShared = ({ announcedMs, superseded }: Outcome): boolean =>
  announcedMs.simultaneous !== undefined && !superseded;

function loneOutages(lone: readonly TrueIncident[], said: readonly Outcome[]): QuietRun["loneOutages"] {
  const about = lone.map((incident) => said.filter((outcome) => isAbout(outcome, incident)));
  return {
    all: lone.length,
    found: about.filter((list) => list.some((one) => one.scope === "isolated" && stands(one))).length,
    calledSimultaneous: about.filter((list) => list.some(isFalselyShared)).length,
  };
}
