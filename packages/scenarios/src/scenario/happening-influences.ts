import { loadAt, weeklyShape } from "@tocsin/worlds";
import { addEffect } from "../world/conditions.ts";
import type { Influence } from "../world/influence.ts";
import type { ServiceProfile } from "../world/service-profile.ts";
import { crowdCourse } from "./crowd-course.ts";
import type { Happening } from "./happening.ts";
import { type CoursePoint, interpolate } from "./interpolate.ts";

const minuteMs = 60_000;

/** What one happening does to everyone. */
export function happeningInfluences(
  happening: Happening,
  profiles: readonly ServiceProfile[],
  until: number,
): readonly Influence[] {
  return [
    ...happening.effects.flatMap((effect) =>
      effect.units.map((unit) => unitSuffers(happening, effect, unit)),
    ),
    ...peopleComplain(happening, until),
    ...loadMoves(happening, profiles),
  ];
}

function unitSuffers(
  { onset, end }: Happening,
  { changed, course, delayMinutes, weight }: Happening["effects"][number],
  unit: string,
): Influence {
  const from = onset + (delayMinutes?.[unit] ?? 0) * minuteMs;
  const points = course.map(([minute, strength]): CoursePoint => [from + minute * minuteMs, strength]);
  const most = weight?.[unit] ?? 1;
  return {
    unit,
    from,
    until: end,
    apply: (conditions, ts) =>
      addEffect(conditions, changed, most * interpolate(points, ts + minuteMs / 2) * covered(ts, from, end)),
  };
}

/** Share of the minute that lies within; a minute partly covered feels it partly. */
const covered = (ts: number, from: number, end: number): number =>
  (Math.min(end, ts + minuteMs) - Math.max(from, ts)) / minuteMs;

/** Press counters are totals of so many minutes; the crowd is spread evenly over them at its peak. */
function peopleComplain({ onset, end, complaints }: Happening, until: number): readonly Influence[] {
  if (complaints === undefined) return [];
  return complaints.peaks.flatMap((peaks) =>
    Object.entries(peaks).map(([unit, counter]): Influence => {
      const first = onset + (complaints.delayMinutes?.[unit] ?? 0) * minuteMs;
      const from = first + complaints.fromMinutes * minuteMs;
      const strength = crowdCourse({
        from,
        peak: first + complaints.peakMinutes * minuteMs,
        growthPower: complaints.growthPower,
        decayMinutes: complaints.decayMinutes,
        fadesFrom: end,
        fadeMinutes: complaints.decayAfterEndMinutes,
      });
      const crowdReports = counter / complaints.counterMinutes;
      return {
        unit,
        from,
        until,
        apply: (conditions, ts) => addEffect(conditions, { crowdReports }, strength(ts + minuteMs / 2)),
      };
    }),
  );
}

function loadMoves(
  { onset, end, asAtOtherTime }: Happening,
  profiles: readonly ServiceProfile[],
): readonly Influence[] {
  if (asAtOtherTime === undefined) return [];
  const shiftMs = asAtOtherTime.shiftMinutes * minuteMs;
  return asAtOtherTime.units.flatMap((unit) => {
    const profile = profiles.find(({ name }) => name === unit);
    if (profile === undefined) throw new Error(`${unit} is not in the scenario`);
    const shape = weeklyShape(profile.day);
    return {
      unit,
      from: onset,
      until: end,
      apply: (conditions, ts) =>
        addEffect(conditions, { trafficFactor: loadAt(shape, ts + shiftMs) / loadAt(shape, ts) }, 1),
    } satisfies Influence;
  });
}
