import type { Labels } from "@tocsin/contracts";
import { msOf } from "../world/world-time.ts";
import type { World } from "../world/world.ts";

const instant = (minute: number): string => new Date(msOf(minute)).toISOString().replace(".000Z", "Z");

/**
 * The truth about a world, as `tocsin replay --labels` reads it. Failures that begin after its end are left out; all time
 * without a simultaneous failure is quiet.
 */
export function labelsOf(world: World): Labels {
  const seen = world.incidents.filter(({ from }) => from < world.minutes).toSorted((a, b) => a.from - b.from);
  const shared = seen.filter(({ scope }) => scope === "simultaneous");
  const bounds = [0, ...shared.flatMap(({ from, to }) => [from, to]), world.minutes];
  const quiet = Array.from({ length: bounds.length / 2 }, (_, index) => ({
    from: bounds[2 * index]!,
    to: Math.min(bounds[2 * index + 1]!, world.minutes),
  })).filter(({ from, to }) => from < to);
  return {
    incidents: seen.map(({ id, scope, from, to, services, component }) => ({
      id,
      scope,
      onset: instant(from),
      end: instant(to),
      services: [...services],
      ...(scope === "simultaneous" ? { component } : {}),
    })),
    quiet: quiet.map(({ from, to }) => ({ from: instant(from), to: instant(to) })),
  };
}
