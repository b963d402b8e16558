import type { Knowledge } from "../knowledge/knowledge.ts";
import { missingMeans } from "../knowledge/missing.ts";
import type { Stream } from "../reading/reading.ts";
import type { Directory, Entity } from "../world/directory.ts";
import { signalsOfStream } from "../world/observations.ts";
import type { Signal, WorldSeries } from "../world/world-window.ts";

/** What people know of the series, entities and sources that there are (rule 55, rule 56), as of so many series. */
export interface Known {
  readonly series: number;
  /** By index of the series: whether it means anything that nothing comes of it. Null: of all. */
  readonly listened: readonly boolean[] | null;
  /** Entities and sources of which nothing is listened to: nobody expects anything of them. */
  readonly unexpectedEntities: ReadonlySet<number>;
  readonly unexpectedSources: ReadonlySet<number>;
  /** Series of plain counts that are 0 where nothing comes. */
  readonly zeros: readonly number[];
  /** How many witnesses must see a failure of an entity, where that is more than one. */
  readonly quorum: ReadonlyMap<number, number>;
}

const streams = Object.keys(signalsOfStream) as readonly Stream[];
const streamOf = (signal: Signal): Stream =>
  streams.find((stream) => signalsOfStream[stream].includes(signal)) ?? "report-volume";

/** The one of its stream that counts messages or requests; failures and latencies of none say nothing. */
const plainCounts: readonly Signal[] = ["traffic", "deliveries", "reports"];

export function knownOf(directory: Directory, knowledge: Knowledge): Known {
  const quorum = quorumOf(directory, knowledge);
  const silent = {
    listened: null,
    unexpectedEntities: new Set<number>(),
    unexpectedSources: new Set<number>(),
  };
  if (!saysOfMissing(knowledge)) return { series: directory.series.length, ...silent, zeros: [], quorum };
  const means = directory.series.map(({ service, signal }) =>
    missingMeans(knowledge, service, streamOf(signal)),
  );
  const listened = means.map((one) => one === "silence");
  const isListened = ({ index }: WorldSeries): boolean => listened[index]!;
  return {
    series: directory.series.length,
    listened,
    unexpectedEntities: indexesOf(directory.entities, ({ seriesBySignal }) => {
      const telemetry = telemetryOf(directory, seriesBySignal);
      return telemetry.length > 0 && !telemetry.some(isListened);
    }),
    unexpectedSources: indexesOf(
      directory.sources,
      ({ name }) => !directory.series.some((series) => series.source === name && isListened(series)),
    ),
    zeros: directory.series
      .filter(({ index, signal }) => means[index] === "zero" && plainCounts.includes(signal))
      .map(({ index }) => index),
    quorum,
  };
}

const saysOfMissing = ({ missing, missingOf }: Knowledge): boolean =>
  Object.keys(missing).length + Object.keys(missingOf).length > 0;

/** Reports are other people's. */
const telemetryOf = (
  directory: Directory,
  seriesBySignal: Entity["seriesBySignal"],
): readonly WorldSeries[] =>
  seriesBySignal
    .flat()
    .map((row) => directory.series[row]!)
    .filter(({ signal }) => signal !== "reports");

function indexesOf<Of extends { readonly index: number }>(
  all: readonly Of[],
  isMeant: (one: Of) => boolean,
): ReadonlySet<number> {
  return new Set(all.filter(isMeant).map(({ index }) => index));
}

function quorumOf({ entities, services }: Directory, { quorumOf: known }: Knowledge): Known["quorum"] {
  const needed = new Map<number, number>();
  for (const { index, service } of entities) {
    const witnesses = known[services[service]!.name] ?? 1;
    if (witnesses > 1) needed.set(index, witnesses);
  }
  return needed;
}
