import type { EvidenceFrame } from "@tocsin/core";
import type { NewLogRecord } from "@tocsin/log";

/** The evidence topic takes messages of 16 MiB; a larger one would be refused, and sent again for ever. */
const maxEvidenceBytes = 15_000_000;

/** A frame that is too large goes without series that say nothing, and if that is not enough without all: `omitted` says how many. */
export function evidenceRecord(frame: EvidenceFrame, maxBytes = maxEvidenceBytes): NewLogRecord {
  for (const shown of [
    frame,
    withStates(frame, new Set(["abnormal", "silent"])),
    withStates(frame, new Set()),
  ]) {
    const value = JSON.stringify(shown);
    if (Buffer.byteLength(value) <= maxBytes) return { key: null, value };
  }
  const units = { unit: [], logEvidence: [], logEvidenceWithoutReports: [], learning: [], held: [] };
  const omitted = { series: frame.series.unit.length, units: frame.units.unit.length };
  return { key: null, value: JSON.stringify({ ...withStates(frame, new Set()), units, omitted }) };
}

/** Series of these states alone. */
function withStates(frame: EvidenceFrame, states: ReadonlySet<string>): EvidenceFrame {
  const { series } = frame;
  const isShown = (_: unknown, row: number): boolean => states.has(series.state[row]!);
  const columns = Object.entries(series).map(([name, column]) => [
    name,
    (column as unknown[]).filter(isShown),
  ]);
  const shown = Object.fromEntries(columns) as EvidenceFrame["series"];
  return {
    ...frame,
    series: shown,
    omitted: { series: series.unit.length - shown.unit.length, units: 0 },
  };
}
