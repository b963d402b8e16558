import { printable } from "@tocsin/adapters/config";
import type { Instruments } from "@tocsin/adapters/observe";
import type { LogPlace } from "@tocsin/log";
import type { ProducerFigures, ProducerName } from "./producer-watch.ts";
import { lateRatio, type PartitionHealth, worstFirst } from "./unwell.ts";

/** What is said of the producers of all partitions that a process holds. */
export interface ToldProducers {
  tell(place: LogPlace, producers: PartitionHealth): void;
  /** The partition is no longer this process's. */
  forget(place: LogPlace): void;
}

interface Told {
  readonly place: LogPlace;
  readonly producer: string;
  figures: ProducerFigures;
}

/** Of the producers that are not well so many have figures, at most. */
export const mostTold = 20;
const mostNamed = 3;
const longestName = 80;
/** So many log lines in a minute, at most: names come from strangers, and there may be new ones all the time. */
const mostLines = 20;

/** Says with metrics, log events and `/readyz` which producers are not well. Who is told of stays so until it is well. */
export function toldProducers({
  log,
  metrics,
  health,
  elapsedMs,
}: Omit<Instruments, "nowMs">): ToldProducers {
  const told = new Map<string, Told>();
  const partitions = new Map<string, { readonly place: LogPlace; readonly health: PartitionHealth }>();
  const lines = { sinceMs: elapsedMs(), count: 0 };
  let hasSpoken = false;

  const say = (event: "producer.skewed" | "producer.well", { place, producer, figures }: Told): void => {
    if (elapsedMs() - lines.sinceMs >= 60_000) Object.assign(lines, { sinceMs: elapsedMs(), count: 0 });
    lines.count += 1;
    if (lines.count > mostLines) return;
    log.event(event, { ...placeFields(place), producer, ...shown(figures) });
  };
  const setFigures = (one: Told, figures: ProducerFigures): void => {
    one.figures = figures;
    metrics.producer(labelsOf(one), shown(figures));
  };
  const drop = (key: string, one: Told): void => {
    told.delete(key);
    metrics.producer(labelsOf(one), null);
    say("producer.well", one);
  };
  const tellReady = (): void => {
    const reason = reasonOf([...partitions.values()]);
    if (reason === null && !hasSpoken) return;
    hasSpoken = true;
    health.ready("producers", reason);
  };
  const refresh = (place: LogPlace, unwell: readonly ProducerFigures[]): void => {
    const byKey = new Map(unwell.map((figures) => [keyOf(place, figures), figures]));
    for (const [key, one] of told) {
      if (placeName(one.place) !== placeName(place)) continue;
      const figures = byKey.get(key);
      if (figures === undefined) drop(key, one);
      else setFigures(one, figures);
    }
    for (const [key, figures] of byKey) {
      if (told.size >= mostTold) return;
      if (told.has(key)) continue;
      const one: Told = { place, producer: producerName(figures), figures };
      told.set(key, one);
      setFigures(one, figures);
      say("producer.skewed", one);
    }
  };

  return {
    tell(place, of) {
      metrics.partitionLateRatio(place.topic, place.partition, of.lateRatio);
      partitions.set(placeName(place), { place, health: of });
      refresh(place, of.unwell);
      tellReady();
    },
    forget(place) {
      partitions.delete(placeName(place));
      refresh(place, []);
      tellReady();
    },
  };
}

function reasonOf(
  partitions: readonly { readonly place: LogPlace; readonly health: PartitionHealth }[],
): string | null {
  const unwell = partitions.flatMap(({ place, health }) =>
    health.unwell.map((figures) => ({ place, figures })),
  );
  unwell.sort((one, other) => worstFirst(one.figures, other.figures));
  const lossy = partitions.filter(({ health }) => health.lostRatio !== null);
  lossy.sort((one, other) => (other.health.lostRatio as number) - (one.health.lostRatio as number));
  const said = [
    ...firstOf(unwell, ({ place, figures }) => producerWords(place, figures), "producers"),
    ...firstOf(lossy, ({ place, health }) => lossWords(place, health), "partitions"),
  ];
  return said.length === 0 ? null : said.join("; ");
}

function firstOf<Thing>(
  things: readonly Thing[],
  words: (thing: Thing) => string,
  name: string,
): readonly string[] {
  const more = things.length - mostNamed;
  return [...things.slice(0, mostNamed).map(words), ...(more > 0 ? [`and ${more} more ${name}`] : [])];
}

function producerWords(place: LogPlace, figures: ProducerFigures): string {
  const { skewSeconds } = shown(figures);
  const side = skewSeconds > 0 ? "ahead of" : "behind";
  const skew = skewSeconds === 0 ? [] : [`is about ${Math.abs(skewSeconds)} s ${side} the others`];
  const late = figures.late === 0 ? [] : [`sends ${percent(lateRatio(figures))} too late`];
  return `producer ${producerName(figures)} of ${placeName(place)} ${[...skew, ...late].join(" and ")}`;
}

function lossWords(place: LogPlace, { lostRatio }: PartitionHealth): string {
  return `${percent(lostRatio as number)} of what came to ${placeName(place)} was late or refused`;
}

const percent = (ratio: number): string => `${Math.round(100 * ratio)} %`;

/** Safe for a log, a label and a terminal: names come from strangers. */
export function producerName({ service, source }: ProducerName): string {
  const name = source === null ? service : `${service} (${source})`;
  const points = [...printable(name.slice(0, 2 * longestName))];
  return points.length <= longestName ? points.join("") : `${points.slice(0, longestName).join("")}…`;
}

function shown(figures: ProducerFigures): { readonly skewSeconds: number; readonly lateRatio: number } {
  const ratio = Math.round(1000 * lateRatio(figures)) / 1000;
  return { skewSeconds: Math.round((figures.skewMs ?? 0) / 1000), lateRatio: ratio };
}

const labelsOf = ({ place, producer }: Told) => ({ ...placeFields(place), producer });
const placeName = ({ topic, partition }: LogPlace): string => `${topic}/${partition}`;
const placeFields = ({ topic, partition }: LogPlace) => ({ topic, partition });
const keyOf = (place: LogPlace, { service, source }: ProducerName): string =>
  JSON.stringify([placeName(place), service, source]);
