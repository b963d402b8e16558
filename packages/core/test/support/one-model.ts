import { createModel, type Evidence, type Model } from "../../src/model/index.ts";
import type { Observed } from "./one-world.ts";
import { oneWorld } from "./one-world.ts";
import { minuteMs } from "./world-time.ts";

export interface OneModel {
  readonly model: Model;
  /** The next window of a growing world. */
  readonly next: (observed: Observed, everyMinutes?: number) => Evidence;
  /** So many windows in which the same is observed; the evidence of the last. */
  readonly after: (windows: number, observed: Observed, everyMinutes?: number) => Evidence;
  /** A column of what is remembered of the series. */
  readonly column: (name: string) => readonly number[];
}

/** A model that observes a world of one-minute windows. */
export function oneModel(): OneModel {
  const world = oneWorld();
  const model = createModel(minuteMs);
  const next = (observed: Observed, everyMinutes = 1): Evidence =>
    model.observe(world.next(observed, everyMinutes));
  const after = (windows: number, observed: Observed, everyMinutes = 1): Evidence => {
    let evidence = next(observed, everyMinutes);
    for (let window = 1; window < windows; window += 1) evidence = next(observed, everyMinutes);
    return evidence;
  };
  return { model, next, after, column: (name) => Array.from(model.snapshot().tables.series.columns[name]!) };
}
