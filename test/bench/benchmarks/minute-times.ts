import { detect, type WeighedGroup } from "../../../packages/core/src/correlate/e-detector.ts";
import { isolatedRate, weighGroups } from "../../../packages/core/src/correlate/weights.ts";
import { weighWorld } from "../../../packages/core/src/evidence/world-evidence.ts";
import { worldState } from "../../../packages/core/src/evidence/world-state.ts";
import type { Registry } from "../../../packages/core/src/baseline/registry.ts";
import { groupsOf } from "../../../packages/core/src/topology/groups.ts";
import { componentsOf } from "../../../packages/core/src/topology/topology.ts";
import { type Sample, stopwatch, timed } from "../measure/sample.ts";
import { fiftyServicesTopology } from "../worlds/fifty-services.ts";
import { resumed, steadyConfig, type SteadyWorld } from "../worlds/steady-world.ts";

/** Time of every window by itself, in milliseconds. */
export interface MinuteSample extends Sample {
  readonly wholeMs: readonly number[];
}

/** The whole step, window by window. */
export function minuteTimes(steady: SteadyWorld): MinuteSample {
  const detector = resumed(steady);
  const wholeMs: number[] = [];
  const sample = timed(() => {
    for (const window of steady.windows) {
      const elapsedMs = stopwatch();
      detector.step(window);
      wholeMs.push(elapsedMs());
    }
    return steady.windows.length;
  });
  return { ...sample, wholeMs };
}

export interface PartSample extends Sample {
  readonly evidenceMs: readonly number[];
  readonly groupsMs: readonly number[];
}

const nobodyExcluded = new Map<number, number>();

/**
 * The two parts of a step that every window pays for, called as detection calls them. Incidents are left out, so a
 * recovered service is not re-armed here; that changes no cost.
 */
export function partTimes(steady: SteadyWorld): PartSample {
  const world = worldState(steadyConfig.windowMs, structuredClone(steady.snapshot.world));
  const weighed = weighedGroups(world.registry);
  const evidenceMs: number[] = [];
  const groupsMs: number[] = [];
  const sample = timed(() => {
    for (const window of steady.windows) {
      const weighingMs = stopwatch();
      weighWorld(world, window);
      evidenceMs.push(weighingMs());
      const detectingMs = stopwatch();
      detect(weighed, world.likelihoods.all, nobodyExcluded);
      detect(weighed, world.likelihoods.withoutReports, nobodyExcluded);
      groupsMs.push(detectingMs());
    }
    return steady.windows.length;
  });
  return { ...sample, evidenceMs, groupsMs };
}

export const weighedGroups = (registry: Registry): readonly WeighedGroup[] =>
  weighGroups(
    groupsOf(componentsOf(fiftyServicesTopology), registry),
    isolatedRate(0, 0),
    steadyConfig.falseAlarmsPer90Days,
  );
