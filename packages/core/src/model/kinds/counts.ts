import type { SeriesTable } from "../series-table.ts";
import { countLevelKeep } from "./count-level.ts";
import { lastingExcess } from "./lasting.ts";
import { scoreDrop, scoreExcess, scoreReports } from "./score-counts.ts";
import { seasonalCount } from "./seasonal-count.ts";
import { batchOf, type KindSnapshots, type SeriesModel } from "./series-model.ts";

/** The same for reports, of which there are few. */
const reportsLevelKeep = 1 - 1 / 180;

/** Failed requests out of requests, undelivered messages out of messages: too many are bad. Out of none says nothing. */
export const countModel = (series: SeriesTable, { fineSeasons }: KindSnapshots): SeriesModel =>
  seasonalCount(series, {
    kind: "count",
    measure: "share",
    levelKeep: countLevelKeep,
    read: (observations, into) => batchOf(observations, into, ({ exposure }) => exposure > 0),
    score: scoreExcess,
    lasting: lastingExcess,
    keep: () => undefined,
    snapshot: () => ({}),
    fineSeasons: fineSeasons?.count,
  });

/** What users report: too many are bad. */
export const reportsModel = (series: SeriesTable, { fineSeasons }: KindSnapshots): SeriesModel =>
  seasonalCount(series, {
    kind: "reports",
    measure: "count",
    levelKeep: reportsLevelKeep,
    read: (observations, into) => batchOf(observations, into),
    score: scoreReports,
    lasting: null,
    keep: () => undefined,
    snapshot: () => ({}),
    fineSeasons: fineSeasons?.reports,
  });

/** Requests, and messages delivered: too few are bad. */
export const trafficModel = (series: SeriesTable, { fineSeasons }: KindSnapshots): SeriesModel =>
  seasonalCount(series, {
    kind: "traffic",
    measure: "count",
    levelKeep: countLevelKeep,
    read: (observations, into) => batchOf(observations, into),
    score: scoreDrop,
    lasting: null,
    keep: () => undefined,
    snapshot: () => ({}),
    fineSeasons: fineSeasons?.traffic,
  });
