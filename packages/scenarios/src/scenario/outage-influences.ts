import { addEffect } from "../world/conditions.ts";
import { type Influence, influence } from "../world/influence.ts";
import { crowdCourse } from "./crowd-course.ts";
import { type CoursePoint, interpolate } from "./interpolate.ts";
import type { WithdrawnScenario } from "./scenario.ts";

const minuteMs = 60_000;

/** What the outage does to everyone: members fall and return, refuges fill, carriers are blamed. */
export function outageInfluences(scenario: WithdrawnScenario): readonly Influence[] {
  const { outage, roles, period } = scenario;
  const blameDelayMs = outage.reports.blameDelayMinutes * minuteMs;
  return [
    ...roles.members.map((service) => memberFalls(scenario, service)),
    ...Object.entries(outage.reports.publishedPeaks).map(complaint(outage, period.to, 0)),
    ...Object.entries(outage.reports.assumedPeaks).map(complaint(outage, period.to, 0)),
    ...Object.entries(outage.reports.blamePeaks).map(complaint(outage, period.to, blameDelayMs)),
    ...refugesFill(outage),
  ];
}

function memberFalls({ outage }: WithdrawnScenario, service: string): Influence {
  const { members } = outage;
  const from = outage.onset + (members.delayMinutes[service] ?? 0) * minuteMs;
  const traffic = fallAndReturn(outage, members.trafficFall, [members.trafficAtNamesBack, 1]);
  const failing = fallAndReturn(outage, members.failingFall, [members.failingAtNamesBack, 0]);
  const stuck = fallAndReturn(outage, members.stuckFall, [members.stuckAtNamesBack, 0]);
  const slow = fallAndReturn(outage, [members.latencyFactor], [members.latencyFactor, 1]);
  return {
    unit: service,
    from,
    until: outage.end,
    apply: (conditions, ts) => {
      const effect = {
        trafficFactor: traffic(from, ts),
        failingShare: failing(from, ts),
        stuckShare: stuck(from, ts),
        latencyFactor: slow(from, ts),
      };
      addEffect(conditions, effect, 1);
    },
  };
}

/**
 * A value by the minute: along `fall` from the onset on, whose last value holds until routes are back; from there to
 * `[when names resolve, at the end]` in straight lines.
 */
function fallAndReturn(
  outage: WithdrawnScenario["outage"],
  fall: readonly number[],
  [atNamesBack, atEnd]: readonly [number, number],
): (from: number, ts: number) => number {
  const floor = fall.at(-1) ?? atEnd;
  const points: readonly CoursePoint[] = [
    [outage.routesBack, floor],
    [outage.namesBack, atNamesBack],
    [outage.end, atEnd],
  ];
  return (from, ts) => fall[(ts - from) / minuteMs] ?? interpolate(points, ts + minuteMs / 2);
}

/** Press counters are totals of so many minutes; the crowd is spread evenly over them at its peak. */
function complaint(outage: WithdrawnScenario["outage"], until: number, delayMs: number) {
  const { reports, namesBack } = outage;
  const strength = crowdCourse({
    from: reports.from + delayMs,
    peak: reports.peak + delayMs,
    growthPower: reports.growthPower,
    decayMinutes: reports.decayMinutes,
    fadesFrom: namesBack,
    fadeMinutes: reports.decayAfterNamesBackMinutes,
  });
  return ([unit, peakCounter]: readonly [string, number]): Influence => ({
    unit,
    from: outage.reports.from + delayMs,
    until,
    apply: (conditions, ts) => {
      const crowdReports = peakCounter / outage.reports.counterMinutes;
      addEffect(conditions, { crowdReports }, strength(ts + minuteMs / 2));
    },
  });
}

/** Time spent, which is what was published, is taken for load. */
function refugesFill(outage: WithdrawnScenario["outage"]): readonly Influence[] {
  const { refuges } = outage;
  const course = {
    from: outage.onset + refuges.delayMinutes * minuteMs,
    until: outage.end,
    rampMinutes: refuges.rampMinutes,
  };
  return [
    ...Object.entries(refuges.timeSpentRisePercent).map(([service, percent]) =>
      influence(service, { trafficFactor: 1 + percent / 100 }, course),
    ),
    ...Object.entries(refuges.reportsFactor).map(([service, reportsFactor]) =>
      influence(service, { reportsFactor }, course),
    ),
  ];
}
