import { beginStarts, multiply, multiplyHeartbeat } from "../../src/model/entity/look-back.ts";
import { lagScratch, noLikelihoods, writeLikelihoods } from "../../src/model/entity/entity-likelihood.ts";
import { type EntityColumns, entityTable } from "../../src/model/entity-table.ts";
import { type Evidence, type Measure, referenceWindows, startsKept } from "../../src/model/index.ts";
import { type SeriesColumns, seriesTable } from "../../src/model/series-table.ts";
import { sourceSpec } from "../../src/model/silence/source-table.ts";
import { addRow, createTable, type Table } from "../../src/stats/table.ts";
import type { Directory } from "../../src/world/directory.ts";
import { type Signal, signals } from "../../src/world/world-window.ts";
import { directoryOf, type SeriesOf } from "./directory-of.ts";

/** The window at hand of evidence made by hand. */
export const evidenceWindow = 20_000;

type SeriesValues = "observedWindow" | "observed" | "exposure" | "expected" | "lower" | "upper" | "ready";

/** A series with what the last windows said against it, nats, the one at hand last; nothing before. */
interface SeriesEvidenceOf extends SeriesOf, Partial<Readonly<Record<SeriesValues, number>>> {
  readonly nats?: readonly number[];
  /** What its values are; shares unless given. */
  readonly measure?: Measure | null;
}

type EntityValues = "lastSeen" | "gapMean" | "missing" | "assessed" | "heldSince" | "referenceUntil";

interface EntityEvidenceOf extends Partial<Readonly<Record<EntityValues, number>>> {
  /** What the last windows said by coming or not, nats, the one at hand last. */
  readonly heartbeat?: readonly number[];
  /** Evidence of the window at hand and of the one before. */
  readonly windowEvidence?: readonly [number, number];
  readonly referenceEvidence?: readonly number[];
  readonly signalCusum?: Readonly<Partial<Record<Signal, number>>>;
}

type SourceEvidenceOf = Partial<
  Readonly<Record<"lastSeen" | "sightings" | "gapMean" | "logEvidence", number>>
>;

export interface EvidenceOf extends Partial<Pick<Evidence, "windowMs" | "blind" | "completeness">> {
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
  const directory = directoryOf(list);
  const entityColumns = columnsOfEntities(directory, entities);
  const seriesColumns = columnsOfSeries(list);
  const likelihoods = noLikelihoods(directory.entities.length);
  const lookBack = {
    window: evidenceWindow,
    products: seriesColumns.products,
    heartbeat: entityColumns.heartbeat,
  };
  for (const entity of directory.entities) writeLikelihoods(lookBack, entity, likelihoods, lagScratch());
  return {
    windowMs: 60_000,
    blind: false,
    completeness: 1,
    ...rest,
    ...lookBack,
    directory,
    factors: signals.map((signal) => factors[signal] ?? 0),
    likelihoods,
    series: {
      ...seriesColumns,
      measureOf: (row) => (list[row]!.measure === undefined ? "share" : list[row]!.measure),
    },
    entities: entityColumns,
    sources: columnsOfSources(directory, sources),
  };
}

/** The windows whose starts are kept, oldest first. */
const windowsKept = Array.from({ length: startsKept }, (_, index) => evidenceWindow - startsKept + 1 + index);

/** The e-value of a window, from a list of nats whose last one is of the window at hand. */
const eValueOf = (nats: readonly number[], window: number): number =>
  Math.exp(nats[nats.length - 1 - (evidenceWindow - window)] ?? 0);

function columnsOfSeries(list: readonly SeriesEvidenceOf[]): SeriesColumns {
  const table = rowsOf(seriesTable(), list.length);
  const { columns } = table;
  for (const window of windowsKept) {
    beginStarts(columns.products, table.rows, window);
    list.forEach(({ nats = [] }, row) => {
      const eValue = eValueOf(nats, window);
      multiply(columns.products, row, eValue, eValue);
    });
  }
  list.forEach((one, row) => {
    columns.observedWindow[row] = one.observedWindow ?? evidenceWindow;
    columns.ready[row] = one.ready ?? 1;
    columns.logEvidence[row] = one.nats?.at(-1) ?? 0;
    for (const name of ["observed", "exposure", "expected", "lower", "upper"] as const)
      columns[name][row] = one[name] ?? 0;
  });
  return columns;
}

function columnsOfEntities(
  { entities }: Directory,
  given: NonNullable<EvidenceOf["entities"]>,
): EntityColumns {
  const { columns } = rowsOf(entityTable(), entities.length);
  for (const { name, index } of entities) {
    const { heartbeat = [], windowEvidence = [0, 0], referenceEvidence = [], ...one } = given[name] ?? {};
    for (const window of windowsKept)
      multiplyHeartbeat(columns.heartbeat, index, window, eValueOf(heartbeat, window));
    [columns.windowEvidence[index], columns.windowEvidenceBefore[index]] = windowEvidence;
    columns.referenceEvidence.set(referenceEvidence, index * referenceWindows);
    signals.forEach((signal, at) => {
      columns.signalCusum[index * signals.length + at] = one.signalCusum?.[signal] ?? 0;
    });
    columns.lastSeen[index] = one.lastSeen ?? evidenceWindow;
    columns.assessed[index] = one.assessed ?? 1;
    columns.gapMean[index] = one.gapMean ?? 1;
    columns.missing[index] = one.missing ?? 0;
    columns.heldSince[index] = one.heldSince ?? -1;
    columns.referenceUntil[index] = one.referenceUntil ?? -1;
  }
  return columns;
}

function columnsOfSources({ sources }: Directory, given: NonNullable<EvidenceOf["sources"]>) {
  const { columns } = rowsOf(createTable(sourceSpec), sources.length);
  for (const { name, index } of sources) {
    const { lastSeen = evidenceWindow, sightings = 100, gapMean = 1, logEvidence = 0 } = given[name] ?? {};
    columns.lastSeen[index] = lastSeen;
    columns.sightings[index] = sightings;
    columns.gapMean[index] = gapMean;
    columns.logEvidence[index] = logEvidence;
  }
  return columns;
}

function rowsOf<T extends Pick<Table<never>, "rows">>(table: T, rows: number): T {
  while (table.rows < rows) addRow(table as unknown as Table<never>);
  return table;
}
