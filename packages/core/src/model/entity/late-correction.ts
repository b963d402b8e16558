import type { Entity } from "../../world/directory.ts";
import { signals } from "../../world/world-window.ts";
import type { EntityColumns } from "../entity-table.ts";
import { missesWhenSilent } from "../silence/presence.ts";
import { startsKept } from "../starts.ts";
import { signalShows } from "./entity-likelihood.ts";
import { recentAt } from "./recent-windows.ts";

const heartbeatSignal = signals.indexOf("heartbeat");

/** The window at hand, and how many windows before it the one lies that is corrected. */
export interface Correction {
  readonly window: number;
  readonly back: number;
}

/** Multiplies those starts of a block of products that are at or before a window of the past. */
export function multiplySince(
  products: Float64Array,
  block: number,
  { window, back }: Correction,
  eValue: number,
): void {
  for (let lag = back; lag < startsKept; lag += 1)
    products[block * startsKept + ((window - lag) % startsKept)]! *= eValue;
}

/**
 * What a window of the past said by itself, from the products of the starts around it; 1 where that is not known any more.
 * The window at hand has begun its start.
 */
export function eValueAt(products: ArrayLike<number>, block: number, { window, back }: Correction): number {
  if (back < 1 || back >= startsKept) return 1;
  const since = products[block * startsKept + ((window - back) % startsKept)]!;
  const after = products[block * startsKept + ((window - back + 1) % startsKept)]!;
  return since > 0 && after > 0 ? since / after : 1;
}

/**
 * Telemetry of a window was not missing after all: the heartbeat's factor of that window is taken out. In its place comes
 * the one that stands for telemetry that came, or as long as it is only on its way nothing.
 */
export function takeBackMiss(
  columns: EntityColumns,
  { index }: Entity,
  correction: Correction,
  instead: "came" | "nothing",
): void {
  const at = recentAt(index, correction.window - correction.back);
  const missing = columns.recentMiss[at]!;
  columns.recentMiss[at] = Math.min(1, missing);
  if (missing <= 1) return;
  multiplySince(columns.heartbeat, index, correction, (instead === "came" ? cameFor(missing) : 1) / missing);
  const nats = Math.log(1 - signalShows + signalShows * missing);
  columns.recentNats[at]! -= nats;
  columns.cusum[index] = Math.max(0, columns.cusum[index]! - nats);
  const slow = index * signals.length + heartbeatSignal;
  columns.signalCusum[slow] = Math.max(0, columns.signalCusum[slow]! - Math.log(missing));
}

/** What it would have been worth that telemetry came, where it was worth that much that it did not (rule 7). */
function cameFor(missing: number): number {
  const missedUsually = Math.min(missesWhenSilent, missesWhenSilent / missing);
  return Math.min(1, (1 - missesWhenSilent) / (1 - missedUsually));
}
