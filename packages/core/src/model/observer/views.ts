import type { Directory } from "../../world/directory.ts";
import { signals } from "../../world/world-window.ts";

/** One signal of an entity as a source sees it and as others do: indexes of series. */
export interface SignalView {
  readonly own: readonly number[];
  readonly others: readonly number[];
}

/** What a source sees of one entity, signal by signal. */
export interface EntityView {
  readonly entity: number;
  readonly signals: readonly SignalView[];
}

/** What each source sees that has others beside it: of those without, nothing could be told apart from their services. */
export type Views = ReadonlyMap<number, readonly EntityView[]>;

/** User reports are other people's: who gathers them observes nothing. */
const observed: readonly { readonly signal: string; readonly index: number }[] = signals
  .map((signal, index) => ({ signal, index }))
  .filter(({ signal }) => signal !== "reports");

export function viewsOf(directory: Directory): Views {
  const views = new Map<number, readonly EntityView[]>();
  for (const { index, name, entities } of directory.sources) {
    const ofSource = [...entities].flatMap((entity) => {
      const seen = viewOf(directory, entity, name);
      return seen.signals.length === 0 ? [] : [seen];
    });
    const hasOthers = ofSource.some((view) => view.signals.some(({ others }) => others.length > 0));
    if (hasOthers) views.set(index, ofSource);
  }
  return views;
}

function viewOf(directory: Directory, entity: number, source: string): EntityView {
  const { seriesBySignal } = directory.entities[entity]!;
  const views = observed.flatMap(({ index }) => {
    const rows = seriesBySignal[index]!;
    const own = rows.filter((row) => directory.series[row]!.source === source);
    const others = rows.filter((row) => directory.series[row]!.source !== source);
    return own.length === 0 ? [] : [{ own, others }];
  });
  return { entity, signals: views };
}
