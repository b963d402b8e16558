import type { Labels } from "@tocsin/contracts";
import { msOf } from "../world/world-time.ts";
import type { TrueIncident, World } from "../world/world.ts";

const instant = (minute: number): string => new Date(msOf(minute)).toISOString().replace(".000Z", "Z");

/**
 * The truth about a world, as `tocsin replay --labels` reads it. Failures that begin after its end are left out, and that
 * services have gone which no topology names. All time without a simultaneous failure is quiet.
 */
export function labelsOf(world: World): Labels {
  const lasting = new Set(world.services.filter(({ until }) => until === Infinity).map(({ name }) => name));
  const seen = world.incidents
    .filter(({ from, services }) => from < world.minutes && services.every((name) => lasting.has(name)))
    .toSorted((one, other) => one.from - other.from);
  const shared = seen.filter(({ scope }) => scope === "simultaneous");
  return {
    incidents: seen.map(({ id, scope, from, to, services, component }) => ({
      id,
      scope,
      onset: instant(from),
      end: instant(to),
      services: [...services],
      ...(scope === "simultaneous" ? { component } : {}),
    })),
    quiet: quietSpans(shared, world.minutes).map(({ from, to }) => ({
      from: instant(from),
      to: instant(to),
    })),
  };
}

/** The time between failures, which may overlap and are in order of their beginning. */
function quietSpans(
  failures: readonly TrueIncident[],
  minutes: number,
): readonly { readonly from: number; readonly to: number }[] {
  const quiet: { from: number; to: number }[] = [];
  let over = 0;
  for (const { from, to } of failures) {
    if (from > over) quiet.push({ from: over, to: from });
    over = Math.max(over, to);
  }
  if (over < minutes) quiet.push({ from: over, to: minutes });
  return quiet;
}
