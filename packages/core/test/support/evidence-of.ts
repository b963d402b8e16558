import { lookBackOf, stepEntities } from "../../src/model/entity/entities-step.ts";
import { lagScratch, type Likelihoods, writeLikelihoods } from "../../src/model/entity/entity-likelihood.ts";
import { beginAnchors, multiplyLong } from "../../src/model/entity/long-look-back.ts";
import { beginStarts, multiply, multiplyHeartbeat } from "../../src/model/entity/look-back.ts";
import {
  type Evidence,
  type Measure,
  onsetsTried,
  referenceWindows,
  startsKept,
} from "../../src/model/index.ts";
import { addSeries, modelState, type ModelState } from "../../src/model/model-state.ts";
import type { Entity } from "../../src/world/directory.ts";
import { type Signal, signals } from "../../src/world/world-window.ts";
import { type SeriesOf, seriesList } from "./directory-of.ts";
import { firstWindow, minuteMs } from "./world-time.ts";

/** The window at hand of evidence made by hand. */
export const evidenceWindow = 20_000;

/** A model that knows these series and has observed nothing. */
function stateOf(series: readonly (SeriesOf | string)[]): ModelState {
  const state = modelState(minuteMs);
  for (const one of seriesList(series)) addSeries(state, one);
  return state;
}

/** What a window says: an e-value of each series, the same for both effect sizes, and one of each heartbeat. */
interface EValuesOf {
  readonly series: (row: number) => number;
  readonly heartbeat: (entity: Entity) => number;
}

/** Takes what a window says into what is remembered, as the model does. */
function remember({ series, entities, growing }: ModelState, window: number, eValues: EValuesOf): void {
  const { products, longProducts } = series.columns;
  beginStarts(products, series.rows, window);
  beginAnchors(longProducts, series.rows, window);
  for (let row = 0; row < series.rows; row += 1) {
    const eValue = eValues.series(row);
    multiply(products, row, eValue, eValue);
    multiplyLong(longProducts, row, eValue, eValue);
  }
  for (const entity of growing.directory.entities)
    multiplyHeartbeat(entities.columns.heartbeat, entity.index, window, eValues.heartbeat(entity));
}

type SeriesValues = "observedWindow" | "observed" | "exposure" | "expected" | "lower" | "upper" | "ready";

/** A series with what the last windows said against it, nats, the one at hand last; nothing before. */
interface SeriesEvidenceOf extends SeriesOf, Partial<Readonly<Record<SeriesValues, number>>> {
  readonly nats?: readonly number[];
  /** What its values are; shares unless given. */
  readonly measure?: Measure | null;
}

type EntityValues =
  | "lastSeen"
  | "sightings"
  | "gapMean"
  | "missing"
  | "assessed"
  | "heldSince"
  | "failing"
  | "maintained"
  | "maintainedAt"
  | "referenceUntil";

interface EntityEvidenceOf extends Partial<Readonly<Record<EntityValues, number>>> {
  /** What the last windows said by coming or not, nats, the one at hand last. */
  readonly heartbeat?: readonly number[];
  /** Evidence of the window at hand and of the one before. */
  readonly windowEvidence?: readonly [number, number];
  readonly referenceEvidence?: readonly number[];
  readonly signalCusum?: Readonly<Partial<Record<Signal, number>>>;
}

const sourceDefaults = {
  lastSeen: evidenceWindow,
  sightings: 100,
  gapMean: 1,
  logEvidence: 0,
  faultSince: -1,
  faultActive: -1,
  faultEvidence: 0,
  faultCadence: 1,
};

type SourceEvidenceOf = Partial<Readonly<typeof sourceDefaults>>;

export interface EvidenceOf extends Partial<
  Pick<Evidence, "windowMs" | "blind" | "completeness" | "unlearned" | "unlike">
> {
  readonly series: readonly (SeriesEvidenceOf | string)[];
  /** By name; seen and assessed in the window at hand unless told otherwise. */
  readonly entities?: Readonly<Record<string, EntityEvidenceOf>>;
  readonly sources?: Readonly<Record<string, SourceEvidenceOf>>;
  readonly factors?: Readonly<Partial<Record<Signal, number>>>;
}

/** Evidence of a few series, as the model would give it: nothing speaks for a failure unless told otherwise. */
export function evidenceOf({
  series,
  entities = {},
  sources = {},
  factors = {},
  ...rest
}: EvidenceOf): Evidence {
  const list = series.map((one): SeriesEvidenceOf => (typeof one === "string" ? { entity: one } : one));
  const state = stateOf(list);
  state.window = evidenceWindow;
  for (const window of windowsKept)
    remember(state, window, {
      series: (row) => eValueOf(list[row]!.nats, window),
      heartbeat: ({ name }) => eValueOf(entities[name]?.heartbeat, window),
    });
  writeSeries(state, list);
  writeEntities(state, entities);
  writeSources(state, sources);
  const { directory } = state.growing;
  const lookBack = lookBackOf(state);
  for (const entity of directory.entities)
    writeLikelihoods(lookBack, entity, state.likelihoods, lagScratch());
  return {
    windowMs: minuteMs,
    blind: false,
    completeness: 1,
    unlearned: new Set(),
    unlike: new Set(),
    ...rest,
    ...lookBack,
    directory,
    factors: signals.map((signal) => factors[signal] ?? 0),
    likelihoods: state.likelihoods,
    series: {
      ...state.series.columns,
      measureOf: (row) => (list[row]!.measure === undefined ? "share" : list[row]!.measure),
    },
    entities: state.entities.columns,
    sources: state.sources.columns,
    beforeLate: new Map(),
  };
}

/** The windows whose starts are kept, oldest first. */
const windowsKept = Array.from({ length: startsKept }, (_, index) => evidenceWindow - startsKept + 1 + index);

/** The e-value of a window, from a list of nats whose last one is of the window at hand. */
const eValueOf = (nats: readonly number[] | undefined, window: number): number =>
  Math.exp(nats?.[nats.length - 1 - (evidenceWindow - window)] ?? 0);

function writeSeries({ series: { columns } }: ModelState, list: readonly SeriesEvidenceOf[]): void {
  list.forEach((one, row) => {
    columns.observedWindow[row] = one.observedWindow ?? evidenceWindow;
    columns.ready[row] = one.ready ?? 1;
    columns.logEvidence[row] = one.nats?.at(-1) ?? 0;
    for (const name of ["observed", "exposure", "expected", "lower", "upper"] as const)
      columns[name][row] = one[name] ?? 0;
  });
}

function writeEntities(
  { growing, entities: { columns } }: ModelState,
  given: NonNullable<EvidenceOf["entities"]>,
): void {
  for (const { name, index } of growing.directory.entities) {
    const { windowEvidence = [0, 0], referenceEvidence = [], ...one } = given[name] ?? {};
    [columns.windowEvidence[index], columns.windowEvidenceBefore[index]] = windowEvidence;
    columns.referenceEvidence.set(referenceEvidence, index * referenceWindows);
    signals.forEach((signal, at) => {
      columns.signalCusum[index * signals.length + at] = one.signalCusum?.[signal] ?? 0;
    });
    columns.lastSeen[index] = one.lastSeen ?? evidenceWindow;
    columns.sightings[index] = one.sightings ?? 100;
    columns.assessed[index] = one.assessed ?? 1;
    columns.gapMean[index] = one.gapMean ?? 1;
    columns.missing[index] = one.missing ?? 0;
    columns.heldSince[index] = one.heldSince ?? -1;
    columns.failing[index] = one.failing ?? 0;
    columns.maintained[index] = one.maintained ?? 0;
    columns.maintainedAt[index] = one.maintainedAt ?? -1;
    columns.referenceUntil[index] = one.referenceUntil ?? -1;
  }
}

function writeSources(
  { growing, sources: { columns } }: ModelState,
  given: NonNullable<EvidenceOf["sources"]>,
): void {
  for (const { name, index } of growing.directory.sources) {
    for (const [column, value] of Object.entries({ ...sourceDefaults, ...given[name] })) {
      columns[column as keyof typeof sourceDefaults][index] = value;
    }
  }
}

/** E-values by series ("chat errors east") and by heartbeat ("chat heartbeat"), which is missing where it is over 1. */
type EValues = Readonly<Record<string, number>>;

export interface HandMadeEvidence {
  readonly state: ModelState;
  readonly entity: (name: string) => Entity;
  /** A window in which all of these were observed, and nothing else. Both effect sizes have the e-value. */
  readonly step: (eValues: EValues, againstReference?: EValues) => Likelihoods;
}

/** A model of these series that steps through windows whose e-values come from the test. */
export function handMadeEvidence(series: readonly string[]): HandMadeEvidence {
  const state = stateOf(
    series.map((name) => {
      const [entity, signal, source] = name.split(" ") as [string, Signal, string?];
      return { entity, signal, ...(source === undefined ? {} : { source }) };
    }),
  );
  state.window = firstWindow - 1;
  const { directory } = state.growing;
  const entity = (name: string): Entity => directory.entities[directory.entityByName.get(name)!]!;
  const step = (eValues: EValues, againstReference: EValues = eValues): Likelihoods => {
    state.window += 1;
    const { observedWindow, eValue, eValueBefore } = state.series.columns;
    series.forEach((name, row) => {
      eValue[row] = eValues[name] ?? 1;
      eValueBefore[row] = againstReference[name] ?? 1;
      if (eValues[name] !== undefined) observedWindow[row] = state.window;
    });
    const heartbeat = Float64Array.from(directory.entities, ({ name }) => eValues[`${name} heartbeat`] ?? 1);
    heartbeat.forEach((ofHeartbeat, index) => {
      state.entities.columns.missing[index] = ofHeartbeat > 1 ? 1 : 0;
    });
    remember(state, state.window, {
      series: (row) => eValue[row]!,
      heartbeat: ({ index }) => heartbeat[index]!,
    });
    stepEntities(state, heartbeat);
    const { all, withoutReports } = state.likelihoods;
    const used = directory.entities.length * onsetsTried;
    return { all: all.slice(0, used), withoutReports: withoutReports.slice(0, used) };
  };
  return { state, entity, step };
}
