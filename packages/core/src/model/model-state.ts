import { type Knowledge, nothingKnown } from "../knowledge/knowledge.ts";
import { type Clocks, clocksOf, commonClock, type WallTime } from "../knowledge/wall-clock.ts";
import {
  addRow,
  createTable,
  reserve,
  snapshotTable,
  type Table,
  type TableSnapshot,
} from "../stats/table.ts";
import { type GrowingDirectory, growingDirectory } from "../world/directory.ts";
import { signals, type WorldSeries } from "../world/world-window.ts";
import { type FactorEnvelope, factorEnvelope } from "./baseline/common-factor.ts";
import { type Likelihoods, noLikelihoods } from "./entity/entity-likelihood.ts";
import { entityTable, type EntityTable } from "./entity-table.ts";
import { allModels, judgedKinds } from "./kinds/all-models.ts";
import { type Room, room } from "./kinds/room.ts";
import {
  type JudgedKind,
  type KindSnapshots,
  type Measure,
  seriesKinds,
  type SeriesModel,
  type WindowTime,
} from "./kinds/series-model.ts";
import { type Known, knownOf } from "./known.ts";
import { type LearnedBy, learnedBy, movedTo } from "./other-clocks.ts";
import type { Views } from "./observer/views.ts";
import { seriesTable, type SeriesTable } from "./series-table.ts";
import { onsetsTried } from "./starts.ts";
import { sourceSpec, type SourceTable } from "./silence/source-table.ts";

/** All that the model remembers of the world. Only this folder reads or writes it. */
export interface ModelState {
  readonly windowMs: number;
  readonly knowledge: Knowledge;
  /** What it says of those who are there. */
  known: Known;
  /** What the clocks show by which services live, and which of them an entity lives by. */
  readonly clocks: Clocks;
  readonly clockOfEntity: number[];
  /** What they show in the middle of the window at hand. */
  times: readonly WallTime[];
  growing: GrowingDirectory;
  readonly series: SeriesTable;
  readonly entities: EntityTable;
  readonly sources: SourceTable;
  readonly models: Readonly<Record<JudgedKind, SeriesModel>>;
  /** Room for the e-values of the long look-back, from score to learn. */
  readonly lastingRoom: Readonly<Record<JudgedKind, LastingRoom>>;
  /** What the values of each kind are, by position in `seriesKinds`; null where they carry no information. */
  readonly measures: readonly (Measure | null)[];
  /** By position in `signals`. */
  readonly envelopes: readonly FactorEnvelope[];
  /** What each source sees beside others, as of so many series. */
  views: { readonly series: number; readonly bySource: Views };
  /** Series that count for nothing: of sources that are at fault, of which nothing is learned, and of silent witnesses. */
  unbelieved: ReadonlySet<number>;
  /** Entities of which nothing is learned in the window at hand (rule 54). */
  unlearned: ReadonlySet<number>;
  /** Of the last window that was observed; with room for more entities than there are. */
  likelihoods: Likelihoods;
  /** The last window that was observed, start / windowMs; -1 before the first. */
  window: number;
}

/** Against the level now, and against the level of before. */
interface LastingRoom {
  readonly now: Room;
  readonly before: Room;
}

export interface ModelSnapshot {
  readonly series: readonly WorldSeries[];
  readonly tables: Readonly<Record<"series" | "entities" | "sources", TableSnapshot>>;
  readonly kinds: KindSnapshots;
  readonly envelopes: readonly Readonly<FactorEnvelope>[];
  readonly window: number;
  /** What the clocks added to UTC by which hours were learned. Absent: nothing. */
  readonly learnedBy?: LearnedBy;
}

export function modelState(
  windowMs: number,
  remembered?: ModelSnapshot,
  knowledge: Knowledge = nothingKnown,
): ModelState {
  const growing = growingDirectory(remembered?.series);
  const clocks = clocksOf(knowledge);
  const clockOfEntity: number[] = [];
  findClocks({ clocks, clockOfEntity, growing });
  const snapshot = remembered && onClocks(remembered, { clocks, clockOfEntity, growing, windowMs });
  const series = seriesTable(snapshot?.tables.series);
  const entities = entityTable(snapshot?.tables.entities);
  const models = allModels(series, snapshot?.kinds);
  const state: ModelState = {
    windowMs,
    knowledge,
    known: knownOf(growing.directory, knowledge),
    clocks,
    clockOfEntity,
    times: [],
    growing,
    series,
    entities,
    sources: createTable(sourceSpec, snapshot?.tables.sources),
    models,
    lastingRoom: Object.fromEntries(
      judgedKinds.map((kind) => [kind, { now: room(), before: room() }]),
    ) as Record<JudgedKind, LastingRoom>,
    measures: seriesKinds.map((kind) => (kind === "ignored" ? null : models[kind].measure)),
    envelopes: signals.map((_, index) => ({ ...(snapshot?.envelopes[index] ?? factorEnvelope()) })),
    views: { series: 0, bySource: new Map() },
    unbelieved: new Set(),
    unlearned: new Set(),
    likelihoods: noLikelihoods(entities.capacity),
    window: snapshot?.window ?? -1,
  };
  readClocks(state);
  return state;
}

/** What was learned by other clocks is moved to these. */
function onClocks(
  snapshot: ModelSnapshot,
  by: Pick<ModelState, "clocks" | "clockOfEntity" | "growing" | "windowMs">,
): ModelSnapshot {
  return movedTo(snapshot, by.growing.directory, learnedBy(by, middleOf(snapshot.window, by.windowMs)));
}

const middleOf = (window: number, windowMs: number): number => (window + 0.5) * windowMs;

/** Says of entities that are new by which clock they live. */
export function findClocks({
  clocks,
  clockOfEntity,
  growing,
}: Pick<ModelState, "clocks" | "clockOfEntity" | "growing">): void {
  const { entities, services } = growing.directory;
  for (let entity = clockOfEntity.length; entity < entities.length; entity += 1) {
    clockOfEntity.push(clocks.of(services[entities[entity]!.service]!.name));
  }
}

/** Reads what the clocks show in the window at hand. */
export function readClocks(state: ModelState): void {
  state.times = state.clocks.at(middleOf(state.window, state.windowMs));
}

/** The middle of a window on the clock of an entity, as of the window at hand. */
export const timeOfEntity = ({ times, clockOfEntity }: ModelState, entity: number): WallTime =>
  times[clockOfEntity[entity]!]!;

/** A window on the clocks of all series. */
export function windowTime(state: ModelState, window: number): WindowTime {
  const { clocks, clockOfEntity, growing, windowMs } = state;
  const { entityOfSeries } = growing.directory;
  const times = window === state.window ? state.times : clocks.at(middleOf(window, windowMs));
  const common = times[commonClock]!;
  const timeOf =
    times.length === 1 ? () => common : (row: number) => times[clockOfEntity[entityOfSeries[row]!]!]!;
  return { window, windowMs, timeOf };
}

/** Gives series their rows. */
export function addAllSeries(state: ModelState, all: readonly WorldSeries[]): void {
  if (all.length === 0) return;
  reserve(state.series, state.series.rows + all.length);
  for (const series of all) addSeries(state, series);
}

/** Gives a series its rows. */
export function addSeries(state: ModelState, series: WorldSeries): void {
  state.growing.add(series);
  findClocks(state);
  const { directory } = state.growing;
  addRows(state.series, directory.series.length);
  addRows(state.entities, directory.entities.length);
  addRows(state.sources, directory.sources.length);
  if (state.likelihoods.all.length < state.entities.capacity * onsetsTried) {
    state.likelihoods = noLikelihoods(state.entities.capacity);
  }
  state.series.columns.signal[series.index] = signals.indexOf(series.signal);
}

function addRows(table: Pick<Table<never>, "rows">, rows: number): void {
  while (table.rows < rows) addRow(table as Table<never>);
}

/** A plain copy of everything remembered; a model made from it continues bit for bit. */
export function snapshotModel(state: ModelState): ModelSnapshot {
  const kinds = Object.values(state.models).map((model) => model.snapshot());
  const by = learnedBy(state, middleOf(state.window, state.windowMs));
  return {
    series: [...state.growing.directory.series],
    tables: {
      series: snapshotTable(state.series),
      entities: snapshotTable(state.entities),
      sources: snapshotTable(state.sources),
    },
    kinds: {
      ...(Object.assign({}, ...kinds) as KindSnapshots),
      fineSeasons: Object.assign({}, ...kinds.map((kind) => kind.fineSeasons)) as NonNullable<
        KindSnapshots["fineSeasons"]
      >,
    },
    envelopes: state.envelopes.map((envelope) => ({ ...envelope })),
    window: state.window,
    ...(by === null ? {} : { learnedBy: by }),
  };
}
