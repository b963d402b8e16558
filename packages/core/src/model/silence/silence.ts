import type { Directory, Entity } from "../../world/directory.ts";
import type { Observation, WorldWindow } from "../../world/world-window.ts";
import { isHeld } from "../entity/learning-gate.ts";
import { multiplyHeartbeat } from "../entity/look-back.ts";
import { recentAt } from "../entity/recent-windows.ts";
import type { EntityColumns, EntityTable } from "../entity-table.ts";
import {
  cadenceOf,
  isExpected,
  learnHeartbeat,
  markHeartbeat,
  missesWhenSilent,
  missProbability,
  sight,
} from "./heartbeat.ts";
import { isRunningLate, lateProbability } from "./lateness.ts";
import type { SourceTable } from "./source-table.ts";

/** From this share of missing telemetry on nothing can be said of anybody. */
const blindShare = 0.8;
/** A source must observe at least this many entities for its silence to be its own. */
export const fewestOfSource = 2;
/** From this much evidence of silence on, a source's misses are not counted as usual, nats. */
const countsBelow = 6;
/** Where ln(1 + e^x) is x. */
const largeLogarithm = 40;

/** Whose silence is looked at, and in which window. */
export interface SilenceContext {
  readonly directory: Directory;
  readonly entities: EntityTable;
  readonly sources: SourceTable;
  readonly window: number;
  readonly windowMs: number;
}

/** What a window says of silence. */
export interface Silence {
  /** True when so much of the telemetry that was due is missing that nothing can be said. */
  readonly blind: boolean;
  /**
   * Share of the entities whose telemetry is expected that was seen at their last turn, or of the messages that were not
   * lost where that is less; null when none is expected.
   */
  readonly completeness: number | null;
  /** The heartbeat's e-value of every entity; 1 where it was not due or its silence is another's. */
  readonly eValues: readonly number[];
}

const heartbeatRatio = (missing: boolean, missedBefore: number): number =>
  missing ? missesWhenSilent / missedBefore : (1 - missesWhenSilent) / (1 - missedBefore);

/**
 * The ladder of silence (rule 19): all (blind), a source, a service (heartbeat evidence). p(miss) is learned for each
 * entity and never below one in a thousand.
 */
export function stepSilence(
  context: SilenceContext,
  { observations, lostShare }: Pick<WorldWindow, "observations" | "lostShare">,
): Silence {
  const { directory, entities, window } = context;
  const { columns } = entities;
  const seen = seenIn(context, observations);
  for (let entity = 0; entity < entities.rows; entity += 1) {
    markHeartbeat(columns, entity, seen.entities[entity]! > 0, context);
  }
  const { blind, seenShare } = seenShareOf(context, seen.entities);
  const completeness = seenShare === null ? null : Math.min(seenShare, 1 - lostShare);
  const silent = stepSources(context, seen.sources);
  const eValues: number[] = [];
  for (const entity of directory.entities) {
    const { index } = entity;
    const isExcused = blind || isSourceSilent(entity, silent) || isRunningLate(columns, index, context);
    if (isExcused) columns.missing[index] = 0;
    const eValue =
      columns.due[index] === 1 && !isExcused
        ? heartbeatRatio(columns.missing[index] === 1, missExpected(context, index))
        : 1;
    columns.recentMiss[recentAt(index, window)] = columns.missing[index] === 1 ? eValue : 1;
    eValues.push(eValue);
    multiplyHeartbeat(columns.heartbeat, index, window, eValue);
    learnHeartbeat(columns, index, !isExcused && !isHeld(columns, index));
    if (seen.entities[index]! > 0) sight(columns, index, window, seen.entities[index]!);
  }
  return { blind, completeness, eValues };
}

/** As it was learned from misses, or where that is more, from telemetry that was late (rule 44). */
const missExpected = (context: SilenceContext, entity: number): number =>
  Math.max(
    missProbability(context.entities.columns, entity),
    lateProbability(context.entities.columns, entity, context),
  );

/** Who was seen, with the interval in windows: entities by telemetry (reports are other people's), sources by anything. */
function seenIn(
  { directory, entities, sources, windowMs }: SilenceContext,
  observations: readonly Observation[],
): { readonly entities: Float64Array; readonly sources: Float64Array } {
  const seen = { entities: new Float64Array(entities.rows), sources: new Float64Array(sources.rows) };
  for (const observation of observations) {
    const series = directory.series[observation.series]!;
    const gap = Math.max(1, Math.round(observation.intervalMs / windowMs));
    if (series.signal !== "reports") {
      seen.entities[directory.entityOfSeries[series.index]!] = gap;
    }
    if (series.source !== null) seen.sources[directory.sourceByName.get(series.source)!] = gap;
  }
  return seen;
}

/** Names of the sources of several entities that missed their turn; their silence says nothing of those they observe. */
function stepSources(context: SilenceContext, seen: Float64Array): ReadonlySet<string> {
  const { directory, sources, window } = context;
  const { columns } = sources;
  const silent = new Set<string>();
  for (const { index, name, entities } of directory.sources) {
    const isSeen = seen[index]! > 0;
    markHeartbeat(columns, index, isSeen, context);
    if (columns.due[index] === 1 && entities.size >= fewestOfSource) {
      const ratio = heartbeatRatio(!isSeen, missProbability(columns, index));
      const logRatio = columns.logEvidence[index]! + Math.log(ratio);
      columns.logEvidence[index] = logRatio > largeLogarithm ? logRatio : Math.log1p(Math.exp(logRatio));
      if (!isSeen) silent.add(name);
    }
    learnHeartbeat(columns, index, columns.logEvidence[index]! < countsBelow);
    if (isSeen) sight(columns, index, window, seen[index]!);
  }
  return silent;
}

/** True where everybody who observes the entity is a source that fell silent itself. */
function isSourceSilent(entity: Entity, silent: ReadonlySet<string>): boolean {
  const { sources, hasUnnamedSource } = entity;
  if (hasUnnamedSource || sources.length === 0) return false;
  return sources.every((name) => silent.has(name));
}

/** How many of the expected entities have missed their last turn, whether or not their turn is now. */
function seenShareOf(
  context: SilenceContext,
  seen: Float64Array,
): { readonly blind: boolean; readonly seenShare: number | null } {
  const { columns, rows }: { readonly columns: EntityColumns; readonly rows: number } = context.entities;
  let expected = 0;
  let silent = 0;
  for (let entity = 0; entity < rows; entity += 1) {
    if (!isExpected(columns, entity, context)) continue;
    expected += 1;
    const away = context.window - columns.lastSeen[entity]!;
    if (seen[entity] === 0 && away >= cadenceOf(columns, entity)) silent += 1;
  }
  if (expected === 0) return { blind: false, seenShare: null };
  return { blind: silent / expected >= blindShare, seenShare: (expected - silent) / expected };
}
