import { type Evidence, recentWindows } from "../model/index.ts";
import type { LateSince, LateSupport, Support } from "./verdict.ts";
import { earlierNeeds } from "./onset.ts";

/**
 * What speaks for the failure of a service since a window, as it was before this window's late readings and as it is
 * with them; null where none came (rule 44).
 */
export function lateSupport(evidence: Evidence, service: string, since: LateSince): LateSupport | null {
  const { directory, beforeLate, window } = evidence;
  if (beforeLate.size === 0) return null;
  const { entities } = directory.services[directory.serviceByName.get(service)!]!;
  const sinceWindow = since.onsetWindow - since.leadWindows;
  const now = (entity: number): ArrayLike<number> => recentOf(evidence, entity);
  return {
    isHeard: since.onsetWindow > window - recentWindows && entities.some((entity) => beforeLate.has(entity)),
    before: strongest(
      entities.map((entity) => runOf(evidence, beforeLate.get(entity) ?? now(entity), sinceWindow)),
    ),
    after: strongest(entities.map((entity) => runOf(evidence, now(entity), sinceWindow))),
  };
}

function recentOf({ entities }: Evidence, entity: number): readonly number[] {
  const from = entity * recentWindows;
  return Array.from({ length: recentWindows }, (_, at) => entities.recentNats[from + at]!);
}

const strongest = (supports: readonly Support[]): Support =>
  supports.reduce((best, support) => (support.nats > best.nats ? support : best));

/** The windows in a row whose evidence adds up to most, and the latest one since which it is within 1.5 nats of that. */
function runOf({ window }: Evidence, recent: ArrayLike<number>, sinceWindow: number): Support {
  const first = Math.max(sinceWindow, window - recentWindows + 1);
  const at = (index: number): number => recent[index % recentWindows]!;
  let total = 0;
  let nats = 0;
  let last = window;
  for (let index = first; index <= window; index += 1) {
    total = Math.max(0, total + at(index));
    if (total <= nats) continue;
    nats = total;
    last = index;
  }
  let onsetWindow = last;
  for (let sum = at(last); sum < nats - earlierNeeds && onsetWindow > first; sum += at(onsetWindow))
    onsetWindow -= 1;
  return { nats, onsetWindow };
}
