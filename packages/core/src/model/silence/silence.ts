import { type Clocks, commonClock, type WallTime } from "../../knowledge/wall-clock.ts";
import type { Directory, Entity } from "../../world/directory.ts";
import type { Observation, WorldWindow } from "../../world/world-window.ts";
import { isHeld } from "../entity/learning-gate.ts";
import { multiplyHeartbeat } from "../entity/look-back.ts";
import { recentAt } from "../entity/recent-windows.ts";
import type { EntityTable } from "../entity-table.ts";
import type { Known } from "../known.ts";
import { nextPenalty } from "../baseline/penalty.ts";
import { isInputSilent, mayBeBlind, type Standing } from "./all-silent.ts";
import {
  type At,
  cadenceOf,
  expectNothing,
  type HeartbeatColumns,
  isExpected,
  isForgotten,
  isSilent,
  isTurn,
  sight,
  sightUnlearned,
  turnsAway,
} from "./heartbeat.ts";
import { isPlanned, stepPlanned } from "./planned.ts";
import { isRunningLate, lateProbability } from "./lateness.ts";
import {
  followTurn,
  forgetTurns,
  learnTurn,
  missesWhenSilent,
  missProbability,
  silenceProbability,
} from "./presence.ts";
import type { SourceTable } from "./source-table.ts";
import { type Unseen, unseenBy } from "./unseen.ts";
import { hourMs } from "../baseline/season-slots.ts";
import { hourOf, isNews, isUsuallyAway, noteHour } from "./usual-absence.ts";

/** A source must observe at least this many entities for its silence to be its own. */
export const fewestOfSource = 2;
/** From this much evidence of silence on, a source's misses are not counted as usual, nats. */
const countsBelow = 6;
/** Most evidence of silence that is kept, nats. */
const largestEvidence = 60;

/** Whose silence is looked at, and in which window. */
export interface SilenceContext {
  readonly directory: Directory;
  readonly entities: EntityTable;
  readonly sources: SourceTable;
  readonly window: number;
  readonly windowMs: number;
  readonly known: Pick<Known, "listened" | "unexpectedEntities" | "unexpectedSources">;
  /** Entities of which nothing is learned. */
  readonly unlearned: ReadonlySet<number>;
  readonly clocks: Clocks;
  /** Number of the clock by which each entity lives. */
  readonly clockOfEntity: readonly number[];
}

/** The start of the window at hand on each clock. */
type Starts = readonly WallTime[];

/** What a window says of silence. */
export interface Silence {
  /** True when so much of the telemetry that was due is missing that nothing can be said. */
  readonly blind: boolean;
  /**
   * Share of the entities whose telemetry is expected that was seen at their last turn, or of the messages that were not
   * lost, or of the series that were not refused or unseen, where that is less; null when none is expected.
   */
  readonly completeness: number | null;
  /** The heartbeat's e-value of every entity; 1 where it was not due or its silence is another's. */
  readonly eValues: ArrayLike<number>;
  /** Sources of several entities that missed their turn. */
  readonly silentSources: ReadonlySet<string>;
  /** Of whom nothing could be seen. */
  readonly unseen: Unseen;
}

/**
 * The ladder of silence (rule 19): all (blind), a source, a service (heartbeat evidence). How often each misses its turn
 * is learned (rule 7), and when it is away as a rule (rule 36).
 */
export function stepSilence(
  context: SilenceContext,
  {
    observations,
    lostShare,
    refused,
    unseen: streams = [],
  }: Pick<WorldWindow, "observations" | "lostShare" | "refused" | "unseen">,
): Silence {
  const unseen = unseenBy(context.directory, streams);
  const refusedShare = refused === undefined ? 0 : refused.series / (refused.series + observations.length);
  const { directory, entities, window } = context;
  const { columns } = entities;
  const starts = context.clocks.at(window * context.windowMs);
  const seen = seenIn(context, observations);
  expectNothingOf(context, observations);
  const { blind, seenShare } = seenShareOf(context, seen.entities, starts);
  const completeness =
    seenShare === null ? null : Math.min(seenShare, 1 - lostShare, 1 - refusedShare, 1 - unseen.share);
  const silent = stepSources(context, seen.sources, { blind, unseen, start: starts[commonClock]! });
  const eValues = new Float64Array(directory.entities.length).fill(1);
  for (const entity of directory.entities) {
    const { index } = entity;
    if (context.known.unexpectedEntities.has(index)) {
      columns.recentMiss[recentAt(index, window)] = columns.maintained[index] === 1 ? 0 : 1;
      multiplyHeartbeat(columns.heartbeat, index, window, 1);
      continue;
    }
    const isSeen = seen.entities[index]! > 0;
    const clock = context.clockOfEntity[index]!;
    const hour = hourOf(starts[clock]!.slotMs);
    if (isPlanned(columns, index, isSeen, window)) {
      stepPlanned(columns, index, { seen: isSeen, hour }, context);
      columns.recentMiss[recentAt(index, window)] = 0;
      multiplyHeartbeat(columns.heartbeat, index, window, 1);
      continue;
    }
    const isOfSource = isSourceSilent(entity, silent);
    const isLate = isRunningLate(columns, index, context);
    const isOfOthers = isOfSource || unseen.entities.has(index);
    const turn: Turn = {
      seen: seen.entities[index]!,
      clock,
      hour,
      isLearned: !starts[clock]!.isUnlike && !context.unlearned.has(index),
      isExcluded: context.unlearned.has(index),
      isExcused: blind || isOfOthers || isLate,
      isUnknown: isOfOthers || isLate,
      isHeld: isHeld(columns, index),
      lateProbability: lateProbability(columns, index, context),
    };
    const eValue = stepPresence(columns, index, turn, context);
    columns.recentMiss[recentAt(index, window)] = columns.missing[index] === 1 ? eValue : 1;
    eValues[index] = eValue;
    multiplyHeartbeat(columns.heartbeat, index, window, eValue);
  }
  return { blind, completeness, eValues, silentSources: silent, unseen };
}

interface Turn {
  /** The interval of what came, in windows; 0 when nothing did. */
  readonly seen: number;
  /** The clock by which it lives, and the hour since the epoch where that is learned. */
  readonly clock: number;
  readonly hour: number;
  /** False on a day that is like none (rule 52), and of an excluded past: nothing is learned. */
  readonly isLearned: boolean;
  /** Of an excluded past not even how often it comes is learned (rule 54). */
  readonly isExcluded: boolean;
  /** Its silence would be another's, of all, of its source or of a stream that nobody could read, or its telemetry is on its way (rule 44). */
  readonly isExcused: boolean;
  /** That it is away would teach nothing. */
  readonly isUnknown: boolean;
  readonly isHeld: boolean;
  /** Probability that what is missing is late. */
  readonly lateProbability: number;
}

/**
 * One window of an entity, or of a source: what its presence or absence says, an e-value, and then what it teaches. 1
 * where nothing was due, where silence is another's and where it is away as a rule.
 */
function stepPresence(columns: HeartbeatColumns, row: number, turn: Turn, at: ClockedAt): number {
  const { hour, isExcused } = turn;
  const seen = turn.seen > 0;
  const isItsTurn = isTurn(columns, row, seen, at.window);
  const isUsual = !seen && isUsuallyAway(columns, row, hour);
  const isDue = isItsTurn && !isUsual && isExpected(columns, row, at);
  columns.due[row] = isDue ? 1 : 0;
  columns.missing[row] = isDue && !seen && !isExcused ? 1 : 0;
  const isJudged = isDue && !isExcused;
  const eValue = isJudged ? heartbeatValue(columns, row, turn) : 1;
  if (isJudged && !turn.isHeld && turn.isLearned)
    columns.penalty[row] = nextPenalty(columns.penalty[row]!, eValue);
  if (isItsTurn && !isExcused && !isUsual) {
    if (turn.isLearned) learnTurn(columns, row, { seen, hour, isHeld: turn.isHeld });
    else followTurn(columns, row, seen);
  } else if (seen) columns.missedTurns[row] = 0;
  if (columns.sightings[row]! > 0) {
    if (columns.presenceHour[row] !== hour && !turn.isExcluded) forgetTurns(columns, row);
    const isUnknown = (turn.isUnknown && !seen) || !turn.isLearned || isForgotten(columns, row, at);
    const away = seen ? 0 : turnsAway(columns, row, at.window);
    if (isNews(columns, row, hour, { turnsAway: away, isUnknown }))
      noteHour(columns, row, hour, {
        turnsAway: away,
        hoursAway: () => hoursBefore(turn, columns.lastSeen[row]! + cadenceOf(columns, row), at),
        isTurn: isItsTurn,
        isUnknown,
      });
  }
  if (seen && !turn.isExcluded) sight(columns, row, at.window, turn.seen);
  else if (seen) sightUnlearned(columns, row, at.window);
  return eValue;
}
type ClockedAt = At & Pick<SilenceContext, "clocks">;

/** The hours from a window on to the one at hand, without that one, as its clock had them. */
function hoursBefore(
  { clock, hour }: Turn,
  from: number,
  { window, windowMs, clocks }: ClockedAt,
): Iterable<number> {
  const hours = new Set<number>();
  for (let timeMs = from * windowMs; timeMs <= window * windowMs; timeMs += hourMs) {
    hours.add(hourOf(clocks.at(timeMs)[clock]!.slotMs));
  }
  hours.delete(hour);
  return hours;
}

/** Of whom nothing is listened to nothing is expected, whatever was known of it before (rule 55). */
function expectNothingOf(
  { directory, entities, sources, window, windowMs, known }: SilenceContext,
  observations: readonly Observation[],
): void {
  if (known.listened === null) return;
  const gaps = new Map<number, number>();
  for (const { series, intervalMs } of observations) {
    if (directory.series[series]!.signal === "reports") continue;
    gaps.set(directory.entityOfSeries[series]!, Math.max(1, Math.round(intervalMs / windowMs)));
  }
  for (const entity of known.unexpectedEntities)
    expectNothing(entities.columns, entity, window, gaps.get(entity) ?? 0);
  for (const source of known.unexpectedSources) {
    expectNothing(sources.columns, source, window, 0);
    sources.columns.logEvidence[source] = 0;
  }
}

/**
 * Who was seen, with the interval in windows: entities by telemetry (reports are other people's), sources by anything. What
 * nobody listens for does not count.
 */
function seenIn(
  { directory, entities, sources, windowMs, known }: SilenceContext,
  observations: readonly Observation[],
): { readonly entities: Float64Array; readonly sources: Float64Array } {
  const seen = { entities: new Float64Array(entities.rows), sources: new Float64Array(sources.rows) };
  for (const observation of observations) {
    const series = directory.series[observation.series]!;
    if (known.listened?.[series.index] === false) continue;
    const gap = Math.max(1, Math.round(observation.intervalMs / windowMs));
    if (series.signal !== "reports") {
      seen.entities[directory.entityOfSeries[series.index]!] = gap;
    }
    if (series.source !== null) seen.sources[directory.sourceByName.get(series.source)!] = gap;
  }
  return seen;
}

/** Ratio of "it failed silently" to "it is as usual", less the penalty that every signal pays (rule 9). */
function heartbeatValue(columns: HeartbeatColumns, row: number, turn: Turn): number {
  const expected = Math.max(missProbability(columns, row, turn.hour), turn.lateProbability);
  const ratio = turn.seen > 0 ? (1 - missesWhenSilent) / (1 - expected) : missesWhenSilent / expected;
  return ratio * Math.exp(-columns.penalty[row]!);
}

/**
 * Names of the sources of several entities that missed their turn; their silence says nothing of those they observe.
 * Silence of all is not theirs. Entities that are worked on do not count, and of a source of no others silence is planned.
 */
function stepSources(
  context: SilenceContext,
  seen: Float64Array,
  { blind, unseen, start }: Pick<Silence, "blind" | "unseen"> & { readonly start: WallTime },
): ReadonlySet<string> {
  const { columns } = context.sources;
  const silent = new Set<string>();
  const { maintained } = context.entities.columns;
  for (const { index, name, entities } of context.directory.sources) {
    if (context.known.unexpectedSources.has(index)) continue;
    const hour = hourOf(start.slotMs);
    const observed = unmaintained(entities, maintained);
    if (observed === 0) {
      stepPlanned(columns, index, { seen: seen[index]! > 0, hour }, context);
      columns.logEvidence[index] = 0;
      continue;
    }
    const isExcluded = [...entities].every((entity) => context.unlearned.has(entity));
    const isUnseen = unseen.sources.has(index);
    const isHeldBack = columns.logEvidence[index]! >= countsBelow;
    const turn: Turn = {
      seen: seen[index]!,
      clock: commonClock,
      hour,
      isLearned: !start.isUnlike && !isExcluded,
      isExcluded,
      isExcused: blind || isUnseen,
      isUnknown: isUnseen,
      isHeld: isHeldBack,
      lateProbability: 0,
    };
    const hasMissed = isTurn(columns, index, false, context.window) && isExpected(columns, index, context);
    const eValue = stepPresence(columns, index, turn, context);
    if (observed < fewestOfSource) continue;
    if (hasMissed && turn.seen === 0) silent.add(name);
    if (columns.due[index] === 1 && !blind && !isUnseen) {
      const sum = Math.log1p(Math.exp(columns.logEvidence[index]! + Math.log(eValue)));
      columns.logEvidence[index] = Math.min(largestEvidence, sum);
    }
  }
  return silent;
}

function unmaintained(entities: ReadonlySet<number>, maintained: ArrayLike<number>): number {
  let count = 0;
  for (const entity of entities) if (maintained[entity] === 0) count += 1;
  return count;
}

/** True where everybody who observes the entity is a source that fell silent itself. */
function isSourceSilent(entity: Entity, silent: ReadonlySet<string>): boolean {
  const { sources, hasUnnamedSource } = entity;
  if (hasUnnamedSource || sources.length === 0) return false;
  return sources.every((name) => silent.has(name));
}

/**
 * How many of the entities that are expected now have missed their last turn, whether or not their turn is now. Who is
 * away at this hour as a rule is not expected, nor who is worked on.
 */
function seenShareOf(
  context: SilenceContext,
  seen: Float64Array,
  starts: Starts,
): { readonly blind: boolean; readonly seenShare: number | null } {
  const { rows } = context.entities;
  let expected = 0;
  let silent = 0;
  for (let entity = 0; entity < rows; entity += 1) {
    const isAway = standingOf(context, entity, seen, starts);
    if (isAway === null) continue;
    expected += 1;
    if (isAway) silent += 1;
  }
  if (expected === 0) return { blind: false, seenShare: null };
  const blind = mayBeBlind(silent, expected) && isInputSilent(standingsOf(context, seen, starts));
  return { blind, seenShare: (expected - silent) / expected };
}

/** Whether an entity that is expected has missed its last turn; null: it is not expected now. */
function standingOf(
  context: SilenceContext,
  entity: number,
  seen: Float64Array,
  starts: Starts,
): boolean | null {
  const { columns } = context.entities;
  if (!isExpected(columns, entity, context)) return null;
  const isSeen = seen[entity]! > 0;
  if (isPlanned(columns, entity, isSeen, context.window)) return null;
  const isAway = isSilent(columns, entity, isSeen, context.window);
  const isUsual = isAway && isUsuallyAway(columns, entity, hourOf(slotOf(context, entity, starts)));
  return isUsual ? null : isAway;
}

const slotOf = ({ clockOfEntity }: SilenceContext, entity: number, starts: Starts): number =>
  starts[clockOfEntity[entity]!]!.slotMs;

/** Of those that are expected; needed only where most are silent. */
function standingsOf(context: SilenceContext, seen: Float64Array, starts: Starts): readonly Standing[] {
  const { columns, rows } = context.entities;
  const standings: Standing[] = [];
  for (let entity = 0; entity < rows; entity += 1) {
    const isAway = standingOf(context, entity, seen, starts);
    if (isAway === null) continue;
    const turns = isAway ? turnsAway(columns, entity, context.window) : 1;
    const hour = hourOf(slotOf(context, entity, starts));
    standings.push({ isSilent: isAway, probability: silenceProbability(columns, entity, hour, turns) });
  }
  return standings;
}
