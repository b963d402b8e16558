import type { Unit } from "../baseline/registry.ts";
import { bestRowEvidence, bestSignalEvidence } from "../evidence/unit-evidence.ts";
import type { WorldState } from "../evidence/world-state.ts";
import { type Signal, signals } from "../join/world-window.ts";
import type { AlertSignal } from "./event.ts";
import { rounded } from "./round.ts";

/** A signal is mentioned from this much evidence on, nats. */
const worthMentioning = 1;
const heartbeatSignal = signals.indexOf("heartbeat");
const latencyModel = 3;

/** What speaks for the failure of a service, most evidence first. */
export function signalsOf(state: WorldState, service: number): readonly AlertSignal[] {
  const found: AlertSignal[] = [];
  for (const index of state.registry.services[service]!.units) {
    const unit = state.registry.units[index]!;
    for (const row of unit.seriesBySignal.flat()) {
      const evidence = bestRowEvidence(state.series.columns, row, state.window);
      if (evidence >= worthMentioning) found.push(seriesSignal(state, unit, row, evidence));
    }
    const silence = heartbeatOf(state, unit);
    if (silence !== null) found.push(silence);
  }
  return found.sort((first, second) => second.evidenceNats - first.evidenceNats);
}

function seriesSignal(state: WorldState, unit: Unit, row: number, evidence: number): AlertSignal {
  const columns = state.series.columns;
  const { signal, source } = state.registry.series[row]!;
  const isTime = columns.model[row] === latencyModel;
  const isShare = !isTime && (signal === "errors" || signal === "undelivered" || signal === "latency");
  const per = isTime ? 1 : columns.exposure[row]!;
  const scaled = (value: number): number | null => (per > 0 ? rounded(value / per) : null);
  return {
    signal,
    ...whereSeen(unit, source),
    observed: scaled(columns.observed[row]!),
    expected: scaled(columns.expected[row]!),
    lower: scaled(columns.lower[row]!),
    upper: scaled(isShare ? Math.min(per, columns.upper[row]!) : columns.upper[row]!),
    unit: unitOf(isTime, isShare),
    evidenceNats: rounded(evidence),
  };
}

const unitOf = (isTime: boolean, isShare: boolean): AlertSignal["unit"] => {
  if (isTime) return "ms";
  return isShare ? "ratio" : "per-window";
};

const whereSeen = (unit: Unit, source: string | null): Pick<AlertSignal, "operation" | "source"> => ({
  ...(unit.operation === null ? {} : { operation: unit.operation }),
  ...(source === null ? {} : { source }),
});

function heartbeatOf(state: WorldState, unit: Unit): AlertSignal | null {
  const world = { series: state.series.columns, units: state.units.columns, window: state.window };
  const evidence = bestSignalEvidence(world, unit, heartbeatSignal) ?? 0;
  if (evidence < worthMentioning) return null;
  const observed = state.units.columns.missing[unit.index] === 1 ? 0 : 1;
  const signal: Signal = "heartbeat";
  return {
    signal,
    ...whereSeen(unit, null),
    observed,
    expected: 1,
    lower: 1,
    upper: 1,
    unit: "readings",
    evidenceNats: rounded(evidence),
  };
}
