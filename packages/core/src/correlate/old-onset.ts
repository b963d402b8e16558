import { anchorLag, anchorsKept, type Evidence, longLikelihoods, startsKept } from "../model/index.ts";
import type { Entity } from "../world/directory.ts";
import { earlierNeeds, mostLikelyLag, reachesBack } from "./onset.ts";

/**
 * Between which windows the onset of an entity lies, in windows before now: one window where it is recent. Where recent
 * starts are about as good up to the oldest of them, the latest old start that is near the most likely, and all windows
 * until the next younger one (rule 38).
 */
export function onsetSpan(
  evidence: Evidence,
  entity: Entity,
  recent: Float64Array,
): readonly [latest: number, earliest: number] {
  const lag = mostLikelyLag(recent);
  if (!reachesBack(recent)) return [lag, lag];
  const old = longLikelihoods(evidence, entity);
  const { window } = evidence;
  let first = 0;
  while (anchorLag(window, first + 1) < startsKept) first += 1;
  const most = old.subarray(first).reduce((largest, value) => Math.max(largest, value));
  let anchor = first;
  while (anchor < anchorsKept - 1 && old[anchor]! < most - earlierNeeds) anchor += 1;
  if (anchor === first) return [lag, lag];
  return [anchorLag(window, anchor - 1) + 1, anchorLag(window, anchor)];
}
