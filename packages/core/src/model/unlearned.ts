import { isExcluded } from "../knowledge/excluded-past.ts";
import type { ModelState } from "./model-state.ts";

/** Entities of services whose past is excluded in the window at hand, or was at some time in so long before it (rule 54). */
export function unlearnedEntities(
  { growing, knowledge, window, windowMs }: ModelState,
  beforeMs = 0,
): ReadonlySet<number> {
  const { exclude } = knowledge;
  const found = new Set<number>();
  if (exclude.length === 0) return found;
  const span = { fromMs: window * windowMs - beforeMs, toMs: (window + 1) * windowMs };
  for (const { name, entities } of growing.directory.services)
    if (isExcluded(exclude, name, span)) for (const entity of entities) found.add(entity);
  return found;
}
