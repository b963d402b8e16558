import type { WindowDetectionSnapshot } from "../../src/pipeline/window-detection.ts";
import type { WorldWindow } from "../../src/world/world-window.ts";
import { configOf, type Emitted, run } from "./run-detection.ts";
import { type SyntheticWorld, worldWindows } from "./synthetic-world.ts";

type Components = Parameters<typeof configOf>[0];

/** A world before anything happens to it, and what detection had made of it. */
interface Beginning {
  readonly windows: readonly WorldWindow[];
  readonly emitted: readonly Emitted[];
  readonly snapshot: WindowDetectionSnapshot;
}

const beginnings = new Map<string, Beginning>();

/**
 * What is emitted of a world. Most of its windows are often those before the first disturbance, and worlds that differ
 * only in their disturbances have these in common: they are lived through once, and every such world goes on from a
 * snapshot. That this changes no byte is what the walks over cut runs hold.
 */
export function emittedOfWorld(world: SyntheticWorld, components: Components): readonly Emitted[] {
  const { windows, emitted, snapshot } = beginningOf(world, components);
  const later = run(configOf(components), worldWindows(world, windows), snapshot);
  return [...emitted, ...later.emitted];
}

function beginningOf({ disturbances = [], ...world }: SyntheticWorld, components: Components): Beginning {
  const first = Math.min(world.windows, ...disturbances.map(({ from }) => from));
  const undisturbed = { ...world, windows: first };
  const key = JSON.stringify([undisturbed, components]);
  const known = beginnings.get(key);
  if (known !== undefined) return known;
  const windows = worldWindows(undisturbed);
  const { emitted, detection } = run(configOf(components), windows);
  const beginning = { windows, emitted, snapshot: detection.snapshot() };
  beginnings.set(key, beginning);
  return beginning;
}
