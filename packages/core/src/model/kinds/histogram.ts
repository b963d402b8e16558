import type { Observation } from "../../world/world-window.ts";
import type { SeriesTable } from "../series-table.ts";
import { type BucketEdge, bucketEdge, type BucketEdgeSnapshot, slowMessages } from "./bucket-edge.ts";
import { countLevelKeep } from "./count-level.ts";
import { lastingExcess } from "./lasting.ts";
import type { BatchRoom } from "./room.ts";
import { scoreExcess } from "./score-counts.ts";
import { seasonalCount } from "./seasonal-count.ts";
import { type Batch, batchOf, type KindSnapshots, type NewRow, type SeriesModel } from "./series-model.ts";

/** A latency histogram: messages slower than a learned edge, out of those delivered, judged as a count (rule 5). */
export function histogramModel(series: SeriesTable, { histogram, fineSeasons }: KindSnapshots): SeriesModel {
  const edges = new Map((histogram ?? []).map(([row, edge]) => [row, copied(edge)]));
  return seasonalCount(series, {
    kind: "histogram",
    measure: "share",
    levelKeep: countLevelKeep,
    read: (observations, into) => readSlow(edges, observations, into),
    score: scoreExcess,
    lasting: lastingExcess,
    keep: (rowOf) => keepEdges(edges, rowOf),
    snapshot: () => ({ histogram: [...edges].map(([row, edge]) => [row, copied(edge)]) }),
    fineSeasons: fineSeasons?.histogram,
  });
}

const copied = (edge: BucketEdgeSnapshot): BucketEdge => ({ ...edge, totals: [...edge.totals] });

function readSlow(
  edges: Map<number, BucketEdge>,
  observations: readonly Observation[],
  into: BatchRoom,
): Batch {
  const judged: Observation[] = [];
  for (const observation of observations) {
    const { series, buckets, exposure } = observation;
    if (buckets === null) continue;
    const slow = slowMessages(edgeOf(edges, series), buckets, exposure);
    if (slow !== null) judged.push({ ...observation, value: slow });
  }
  return batchOf(judged, into);
}

function keepEdges(edges: Map<number, BucketEdge>, rowOf: NewRow): void {
  const before = [...edges];
  edges.clear();
  for (const [row, edge] of before) {
    const kept = rowOf(row);
    if (kept !== undefined) edges.set(kept, edge);
  }
}

function edgeOf(edges: Map<number, BucketEdge>, row: number): BucketEdge {
  const known = edges.get(row);
  if (known !== undefined) return known;
  const made = bucketEdge();
  edges.set(row, made);
  return made;
}
