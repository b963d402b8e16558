import type { EvidenceFrame, SeriesState } from "@tocsin/contracts";
import type { EvidenceTags } from "./evidence-tags.ts";
import type { Point } from "./point.ts";

/** What a service is, from best to worst; the code is the place in this list. A contract: dashboards colour by it. */
const serviceStates = ["normal", "warming-up", "silent", "abnormal"] as const;

/**
 * The points of one window of the world. `arrivedMs` is the timestamp of the evidence in its topic, null where it came
 * from no topic. A pure function: the same frame gives the same points.
 */
export function evidencePoints(
  frame: EvidenceFrame,
  tags: EvidenceTags,
  arrivedMs: number | null,
): readonly Point[] {
  return [
    ...signalPoints(frame, tags),
    ...statePoints(frame, tags),
    ...componentPoints(frame, tags),
    worldPoint(frame, tags),
    pipelinePoint(frame, tags, arrivedMs),
  ];
}

function signalPoints({ series, windowStart }: EvidenceFrame, tags: EvidenceTags): readonly Point[] {
  const points: Point[] = [];
  series.unit.forEach((unit, row) => {
    const state = series.state[row]!;
    const observed = series.observed[row] ?? null;
    if (state === "not-due" && observed === null) return;
    points.push({
      measurement: "signal",
      tags: tags.ofSignal(unit, series.signal[row]!, series.source[row] ?? null),
      fields: {
        evidence: series.evidenceNats[row] ?? null,
        expected: series.expected[row] ?? null,
        exposure: series.exposure[row] ?? null,
        lower: series.lower[row] ?? null,
        observed,
        state,
        upper: series.upper[row] ?? null,
      },
      timestampMs: windowStart,
    });
  });
  return points;
}

function statePoints(frame: EvidenceFrame, tags: EvidenceTags): readonly Point[] {
  const worst = worstStates(frame);
  const { units, windowStart } = frame;
  return units.unit.map((unit, row) => {
    const code = worst.get(unit) ?? null;
    return {
      measurement: "service_state",
      tags: tags.ofUnit(unit),
      fields: {
        learning: units.learning[row]!,
        log_evidence: units.logEvidence[row]!,
        log_evidence_without_reports: units.logEvidenceWithoutReports[row]!,
        state: code === null ? null : serviceStates[code]!,
        state_code: code === null ? null : BigInt(code),
      },
      timestampMs: windowStart,
    };
  });
}

/** The worst state of each unit's series; units of which no series was due are not there. */
function worstStates({ series }: EvidenceFrame): ReadonlyMap<string, number> {
  const worst = new Map<string, number>();
  series.unit.forEach((unit, row) => {
    const code = stateCode(series.state[row]!);
    if (code !== null) worst.set(unit, Math.max(code, worst.get(unit) ?? 0));
  });
  return worst;
}

function stateCode(state: SeriesState): number | null {
  return state === "not-due" ? null : serviceStates.indexOf(state);
}

function componentPoints({ groups, windowStart }: EvidenceFrame, tags: EvidenceTags): readonly Point[] {
  return groups.component.map((component, row) => {
    const fewest = groups.fewest?.[row];
    return {
      measurement: "component_evidence",
      tags: tags.ofComponent(component),
      fields: {
        fewest: fewest === undefined || fewest === null ? null : BigInt(fewest),
        log_evidence: groups.logEvidence[row]!,
      },
      timestampMs: windowStart,
    };
  });
}

function worldPoint(frame: EvidenceFrame, tags: EvidenceTags): Point {
  return {
    measurement: "world",
    tags: tags.ofWorld,
    fields: {
      log_evidence: frame.logEvidence,
      without_reports: frame.withoutReports,
      threshold: frame.threshold,
      completeness: frame.completeness,
    },
    timestampMs: frame.windowStart,
  };
}

function pipelinePoint(frame: EvidenceFrame, tags: EvidenceTags, arrivedMs: number | null): Point {
  const { series, units, windowStart, windowMs } = frame;
  const inState = (wanted: SeriesState): bigint =>
    BigInt(series.state.filter((state) => state === wanted).length);
  return {
    measurement: "pipeline",
    tags: tags.ofWorld,
    fields: {
      completeness: frame.completeness,
      series: BigInt(series.unit.length),
      units: BigInt(units.unit.length),
      silent: inState("silent"),
      abnormal: inState("abnormal"),
      warming_up: inState("warming-up"),
      lag_ms: arrivedMs === null ? null : BigInt(arrivedMs - windowStart - windowMs),
    },
    timestampMs: windowStart,
  };
}
