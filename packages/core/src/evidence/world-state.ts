import { type BucketEdge, bucketEdge } from "../baseline/bucket-edge.ts";
import { type ExpectationTable, expectationTable } from "../baseline/expectation.ts";
import { probeTable, type ProbeTable } from "../baseline/probe-baseline.ts";
import { register, registry, type Registry } from "../baseline/registry.ts";
import { seriesTable, type SeriesTable } from "../baseline/series-table.ts";
import { type UnitTable, unitTable } from "../baseline/unit-table.ts";
import { signals, type WorldSeries } from "../join/world-window.ts";
import { addRow, snapshotTable, type TableSnapshot } from "../stats/table.ts";
import { factorEnvelope, type FactorEnvelope } from "./common-factor.ts";
import { lagGrid, type UnitLikelihoods } from "./unit-evidence.ts";

/** All that the model remembers of the world, and what it makes of the window at hand. */
export interface WorldState {
  readonly windowMs: number;
  readonly registry: Registry;
  readonly series: SeriesTable;
  readonly units: UnitTable;
  readonly probes: ProbeTable;
  /** Row of the probe table for each series that is a probe. */
  readonly probeOfSeries: Map<number, number>;
  readonly edges: Map<number, BucketEdge>;
  readonly envelopes: readonly FactorEnvelope[];
  readonly sources: SourceState;
  readonly expectation: ExpectationTable;
  /** Common factor of each signal in this window, nats; 0 where none was removed. */
  readonly factors: Float64Array;
  /** Likelihood ratios of all units over the lag grid. */
  likelihoods: UnitLikelihoods;
  /** The window at hand, start / windowMs. */
  window: number;
  /** True when so much of the telemetry that was due is missing that nothing can be said. */
  blind: boolean;
  /** Share of the units whose telemetry was due that was seen; null when none was due. */
  completeness: number | null;
}

/** Observers that name themselves: a table of heartbeats as units have, and how many units each watches. */
export interface SourceState {
  readonly names: string[];
  readonly byName: Map<string, number>;
  readonly heartbeats: UnitTable;
  readonly units: Set<number>[];
  /** Evidence that the source fell silent: ln(1 + R) of a Shiryaev-Roberts sum R, nats; 0 at rest. */
  readonly logEvidence: number[];
  readonly seen: boolean[];
}

export interface WorldSnapshot {
  readonly series: readonly WorldSeries[];
  readonly tables: Readonly<Record<"series" | "units" | "probes" | "sources", TableSnapshot>>;
  readonly probeOfSeries: readonly (readonly [number, number])[];
  readonly edges: readonly (readonly [number, BucketEdge])[];
  readonly envelopes: readonly FactorEnvelope[];
  readonly sourceNames: readonly string[];
  readonly sourceLogEvidence: readonly number[];
  readonly window: number;
  readonly blind: boolean;
}

export function worldState(windowMs: number, snapshot?: WorldSnapshot): WorldState {
  const state: WorldState = {
    windowMs,
    registry: registry(),
    series: seriesTable(snapshot?.tables.series),
    units: unitTable(snapshot?.tables.units),
    probes: probeTable(snapshot?.tables.probes),
    probeOfSeries: new Map(snapshot?.probeOfSeries),
    edges: new Map(snapshot?.edges.map(([row, edge]) => [row, { ...edge, totals: [...edge.totals] }])),
    envelopes: signals.map((_, index) => ({ ...(snapshot?.envelopes[index] ?? factorEnvelope()) })),
    sources: {
      names: [],
      byName: new Map(),
      heartbeats: unitTable(snapshot?.tables.sources),
      units: [],
      logEvidence: [...(snapshot?.sourceLogEvidence ?? [])],
      seen: [],
    },
    expectation: expectationTable(),
    factors: new Float64Array(signals.length),
    likelihoods: { all: new Float64Array(0), withoutReports: new Float64Array(0) },
    window: snapshot?.window ?? -1,
    blind: snapshot?.blind ?? false,
    completeness: null,
  };
  for (const series of snapshot?.series ?? []) enrol(state, series);
  return state;
}

/** Adds a series to every table that has a row for it; rows restored from a snapshot are kept. */
export function enrol(state: WorldState, series: WorldSeries): void {
  const unit = register(state.registry, series);
  while (state.series.rows <= series.index) addRow(state.series);
  while (state.expectation.rows < state.series.rows) addRow(state.expectation);
  while (state.units.rows < state.registry.units.length) addRow(state.units);
  state.series.columns.signal[series.index] = signals.indexOf(series.signal);
  if (series.source !== null) enrolSource(state.sources, series.source, unit.index);
  const length = state.registry.units.length * lagGrid.length;
  if (state.likelihoods.all.length < length) {
    state.likelihoods = { all: new Float64Array(2 * length), withoutReports: new Float64Array(2 * length) };
  }
}

function enrolSource(sources: SourceState, name: string, unit: number): void {
  let index = sources.byName.get(name);
  if (index === undefined) {
    index = sources.names.length;
    sources.names.push(name);
    sources.byName.set(name, index);
    sources.units.push(new Set());
    sources.seen.push(false);
    if (sources.logEvidence.length <= index) sources.logEvidence.push(0);
    while (sources.heartbeats.rows <= index) addRow(sources.heartbeats);
  }
  sources.units[index]!.add(unit);
}

export function edgeFor(state: WorldState, row: number): BucketEdge {
  let edge = state.edges.get(row);
  if (edge === undefined) {
    edge = bucketEdge();
    state.edges.set(row, edge);
  }
  return edge;
}

export function probeFor(state: WorldState, row: number): number {
  let probe = state.probeOfSeries.get(row);
  if (probe === undefined) {
    probe = addRow(state.probes);
    state.probes.columns.series[probe] = row;
    state.probeOfSeries.set(row, probe);
  }
  return probe;
}

/** A plain copy of everything remembered; a world restored from it continues bit for bit. */
export function snapshotWorld(state: WorldState): WorldSnapshot {
  return {
    series: [...state.registry.series],
    tables: {
      series: snapshotTable(state.series),
      units: snapshotTable(state.units),
      probes: snapshotTable(state.probes),
      sources: snapshotTable(state.sources.heartbeats),
    },
    probeOfSeries: [...state.probeOfSeries],
    edges: [...state.edges].map(([row, edge]) => [row, { ...edge, totals: [...edge.totals] }]),
    envelopes: state.envelopes.map((envelope) => ({ ...envelope })),
    sourceNames: [...state.sources.names],
    sourceLogEvidence: [...state.sources.logEvidence],
    window: state.window,
    blind: state.blind,
  };
}
