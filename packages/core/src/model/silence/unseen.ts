import type { Stream } from "../../reading/reading.ts";
import type { Directory } from "../../world/directory.ts";
import { signalsOfStream } from "../../world/observations.ts";
import type { Signal, WorldSeries } from "../../world/world-window.ts";

/** Of whom nothing could be seen in a window, because their streams could not be read (rule 19). */
export interface Unseen {
  readonly series: ReadonlySet<number>;
  /** All telemetry of which is of those streams. */
  readonly entities: ReadonlySet<number>;
  readonly sources: ReadonlySet<number>;
  /** Share of the series that are known. */
  readonly share: number;
}

const nobody: Unseen = { series: new Set(), entities: new Set(), sources: new Set(), share: 0 };

export function unseenBy(directory: Directory, streams: readonly Stream[]): Unseen {
  if (streams.length === 0) return nobody;
  const signals = new Set<Signal>(streams.flatMap((stream) => signalsOfStream[stream]));
  const isUnseen = ({ signal }: WorldSeries): boolean => signals.has(signal);
  const isWholly = (all: readonly WorldSeries[]): boolean => all.length > 0 && all.every(isUnseen);
  const series = indexes(directory.series, isUnseen);
  return {
    series,
    entities: indexes(directory.entities, ({ seriesBySignal }) =>
      isWholly(
        seriesBySignal
          .flat()
          .map((row) => directory.series[row]!)
          .filter(({ signal }) => signal !== "reports"),
      ),
    ),
    sources: indexes(directory.sources, ({ name }) =>
      isWholly(directory.series.filter(({ source }) => source === name)),
    ),
    share: series.size / Math.max(1, directory.series.length),
  };
}

function indexes<Of extends { readonly index: number }>(
  all: readonly Of[],
  isMeant: (one: Of) => boolean,
): ReadonlySet<number> {
  return new Set(all.filter(isMeant).map(({ index }) => index));
}
