import {
  bestSeriesEvidence,
  bestSignalEvidence,
  type Evidence,
  lagScratch,
  type Measure,
} from "../model/index.ts";
import type { Entity } from "../world/directory.ts";
import { type Signal, signals } from "../world/world-window.ts";
import type { AlertSignal } from "./event.ts";
import { rounded } from "./round.ts";

/** A signal is mentioned from this much evidence on, nats. */
const worthMentioning = 1;
const heartbeatSignal = signals.indexOf("heartbeat");

/** What speaks for the failure of a service, most evidence first. */
export function signalsOf(evidence: Evidence, service: number): readonly AlertSignal[] {
  const { directory } = evidence;
  const scratch = lagScratch();
  const found: AlertSignal[] = [];
  for (const index of directory.services[service]!.entities) {
    const entity = directory.entities[index]!;
    for (const row of entity.seriesBySignal.flat()) {
      const nats = bestSeriesEvidence(evidence, row, scratch);
      if (nats >= worthMentioning) found.push(seriesSignal(evidence, entity, row, nats));
    }
    const silence = heartbeatOf(evidence, entity);
    if (silence !== null) found.push(silence);
  }
  return found.sort((first, second) => second.evidenceNats - first.evidenceNats);
}

const unitOfMeasure = { share: "ratio", count: "per-window", time: "ms" } as const satisfies Record<
  Measure,
  AlertSignal["unit"]
>;

function seriesSignal(evidence: Evidence, entity: Entity, row: number, nats: number): AlertSignal {
  const { series, directory } = evidence;
  const { signal, source } = directory.series[row]!;
  const measure = series.measureOf(row) ?? "count";
  const per = measure === "time" ? 1 : series.exposure[row]!;
  const scaled = (value: number): number | null => (per > 0 ? rounded(value / per) : null);
  return {
    signal,
    ...whereSeen(entity, source),
    observed: scaled(series.observed[row]!),
    expected: scaled(series.expected[row]!),
    lower: scaled(series.lower[row]!),
    upper: scaled(measure === "share" ? Math.min(per, series.upper[row]!) : series.upper[row]!),
    unit: unitOfMeasure[measure],
    evidenceNats: rounded(nats),
  };
}

const whereSeen = (entity: Entity, source: string | null): Pick<AlertSignal, "operation" | "source"> => ({
  ...(entity.operation === null ? {} : { operation: entity.operation }),
  ...(source === null ? {} : { source }),
});

function heartbeatOf(evidence: Evidence, entity: Entity): AlertSignal | null {
  const nats = bestSignalEvidence(evidence, entity, heartbeatSignal) ?? 0;
  if (nats < worthMentioning) return null;
  const signal: Signal = "heartbeat";
  return {
    signal,
    ...whereSeen(entity, null),
    observed: evidence.entities.missing[entity.index] === 1 ? 0 : 1,
    expected: 1,
    lower: 1,
    upper: 1,
    unit: "readings",
    evidenceNats: rounded(nats),
  };
}
