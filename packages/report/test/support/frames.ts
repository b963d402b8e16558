import type { EvidenceFrame } from "@tocsin/contracts";

interface UnitEvidence {
  readonly unit: string;
  readonly logEvidence: number;
  readonly logEvidenceWithoutReports: number;
}

/** A frame of one-minute windows with one error-rate series a unit, of which `errors` of 100 requests failed. */
export function frameOf(window: number, units: readonly UnitEvidence[], errors = 1): EvidenceFrame {
  const each = <Value>(value: Value): Value[] => units.map(() => value);
  return {
    v: 1,
    windowStart: window * 60_000,
    windowMs: 60_000,
    series: {
      unit: units.map(({ unit }) => unit),
      signal: each("errors"),
      source: each(null),
      state: each("normal"),
      observed: each(errors),
      exposure: each(100),
      expected: each(1),
      lower: each(0),
      upper: each(4),
      evidenceNats: each(0),
    },
    units: {
      unit: units.map(({ unit }) => unit),
      logEvidence: units.map(({ logEvidence }) => logEvidence),
      logEvidenceWithoutReports: units.map(({ logEvidenceWithoutReports }) => logEvidenceWithoutReports),
      learning: each(true),
    },
    groups: { component: [], logEvidence: [] },
    logEvidence: 0,
    withoutReports: 0,
    threshold: 11.77,
    commonFactor: {},
    completeness: 1,
  };
}
