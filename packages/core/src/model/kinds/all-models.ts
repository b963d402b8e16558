import type { SeriesTable } from "../series-table.ts";
import { countModel, reportsModel, trafficModel } from "./counts.ts";
import { histogramModel } from "./histogram.ts";
import { latencyModel } from "./latency.ts";
import { probeModel } from "./probe.ts";
import type { JudgedKind, KindSnapshots, SeriesModel } from "./series-model.ts";

/** Makes the model of a kind over a table of series, as it was when the snapshot was taken. */
type ModelMaker = (series: SeriesTable, snapshots: KindSnapshots) => SeriesModel;

/** Every kind with its model; whoever adds one here has it run, and held against the conformance battery. */
export const modelMakers: Readonly<Record<JudgedKind, ModelMaker>> = {
  count: countModel,
  reports: reportsModel,
  traffic: trafficModel,
  latency: latencyModel,
  probe: (series, { probe }) => probeModel(series, probe),
  histogram: histogramModel,
};

export const judgedKinds = Object.keys(modelMakers) as readonly JudgedKind[];

/** A model of every kind. */
export function allModels(
  series: SeriesTable,
  snapshots: KindSnapshots = {},
): Readonly<Record<JudgedKind, SeriesModel>> {
  const models = judgedKinds.map((kind) => [kind, modelMakers[kind](series, snapshots)] as const);
  return Object.fromEntries(models) as Record<JudgedKind, SeriesModel>;
}
