import { detect, type WeightedGroup } from "../../../packages/core/src/correlate/e-detector.ts";
import { groupsOf } from "../../../packages/core/src/correlate/groups.ts";
import { componentsOf } from "../../../packages/core/src/correlate/topology.ts";
import { loneRate, watchedOf, weightGroups } from "../../../packages/core/src/correlate/weights.ts";
import { createModel } from "../../../packages/core/src/model/index.ts";
import { type Directory, growingDirectory } from "../../../packages/core/src/world/directory.ts";
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

const nobodyExcluded = new Map<number, never>();

/**
 * The two parts of a step that every window pays for, called as detection calls them. Incidents are left out, so nothing
 * is forgotten of a service that recovered; that changes no cost.
 */
export function partTimes(steady: SteadyWorld): PartSample {
  const model = createModel(steadyConfig.windowMs, structuredClone(steady.snapshot.model));
  const groups = weightedGroups(growingDirectory(steady.snapshot.model.series).directory);
  const evidenceMs: number[] = [];
  const groupsMs: number[] = [];
  const sample = timed(() => {
    for (const window of steady.windows) {
      const observingMs = stopwatch();
      const { window: at, likelihoods } = model.observe(window);
      evidenceMs.push(observingMs());
      const detectingMs = stopwatch();
      detect(groups, { window: at, likelihoods: likelihoods.all }, nobodyExcluded);
      detect(groups, { window: at, likelihoods: likelihoods.withoutReports }, nobodyExcluded);
      groupsMs.push(detectingMs());
    }
    return steady.windows.length;
  });
  return { ...sample, evidenceMs, groupsMs };
}

export const weightedGroups = (directory: Directory): readonly WeightedGroup[] =>
  watchedOf(
    weightGroups(groupsOf(componentsOf(fiftyServicesTopology), directory), {
      lonePerServiceDay: loneRate(0, 0),
      falseAlarmsPer90Days: steadyConfig.falseAlarmsPer90Days,
      windowMs: steadyConfig.windowMs,
    }),
  );
